import { createFsStorage } from '../../../src/adapters/fs/storage.ts'
import { createAudioInspector } from '../../../src/adapters/local/audio-inspector/audio-inspector.ts'
import { startHttpServer } from '../../../src/http/serve.ts'
import { putTranscript, transcriptOf } from '../../support/book-outputs.ts'
import { createTestApi, type TestApi } from '../../support/http-api.ts'

const WORK_INTERVAL_MS = 20
const MAX_FILE_BYTES = 1024 ** 3
/** What every chapter says. */
const SPEECH = 'the lamp went out and a ship was calling for help'

/** Runs the next job that may run, as a worker would. */
const workOnce = async ({ state, deps }: TestApi): Promise<void> => {
  const job = [...state.jobs.values()].find((one) => one.status === 'pending' && one.gate.length === 0)
  const running = job === undefined ? null : (await deps.reporter.start(job.id, 'worker'))._unsafeUnwrap()
  if (running === null) return
  const claim = { jobId: running.id, epoch: running.epoch }
  const chapter = running.chapterId === null ? undefined : state.chapters.get(running.chapterId)
  const chapters = chapter === undefined ? [...state.chapters.values()] : [chapter]
  for (const one of chapters.filter(({ audiobookId }) => audiobookId === running.audiobookId)) {
    putTranscript(state, one, transcriptOf(SPEECH))
  }
  await deps.reporter.progress(claim, 0.5)
  await deps.reporter.complete(claim)
}

/** The API over HTTP: memory adapters, files in `directory`, jobs that are done as soon as they may run. */
export const startLibrary = async (directory: string, origin: string) => {
  const api = createTestApi({
    storage: createFsStorage({ directory }),
    inspector: createAudioInspector(),
    maxFileSizeBytes: MAX_FILE_BYTES,
    corsOrigins: [origin],
  })
  const server = await startHttpServer({ app: api.app, host: '127.0.0.1', port: 0 })
  let work = Promise.resolve()
  const timer = setInterval(() => {
    work = work.then(() => workOnce(api))
  }, WORK_INTERVAL_MS)
  return {
    url: server.url,
    close: async () => {
      clearInterval(timer)
      await work
      await server.close(0)
    },
  }
}
