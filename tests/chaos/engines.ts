import { createHash } from 'node:crypto'
import { errAsync, ok, okAsync, ResultAsync, safeTry } from 'neverthrow'
import { createHashEmbedder } from '../../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../../src/adapters/memory/llm.ts'
import { createScriptedTranscriber } from '../../src/adapters/memory/transcriber.ts'
import type { Llm, LlmRequest } from '../../src/ports/llm.ts'
import type { PortResult } from '../../src/ports/port-error.ts'
import type { SearchIndex } from '../../src/ports/search-index.ts'
import type { TranscribeAnswer, TranscribeRequest, Transcriber } from '../../src/ports/transcriber.ts'
import { type BookPlan, fatesOfAuthor, transcribeFate } from './book-plan.ts'
import { type Fate, nextMisfortune } from './fate.ts'

/** How long a piece of work takes: most of it little, some longer than the time between two heartbeats. */
const SHORTEST_WORK_MS = 100
const USUAL_WORK_MS = 1_200
const LONG_WORK_MS = 7_000
const LONG_WORK_SHARE = 0.1
const PARTS = 4
const POLL_AFTER_MS = 1_500
/** Embed jobs have a fate by their chapter: no vectors are stored, so it is where they look for work. */
const EMBED_FAILURE_SHARE = 0.06

/** In [0, 1), the same for the same piece of work. */
const shareOf = (work: string): number => createHash('sha256').update(work).digest().readUInt32BE() / 2 ** 32

function durationMs(work: string): number {
  const share = shareOf(`duration of ${work}`)
  return share < LONG_WORK_SHARE
    ? LONG_WORK_MS
    : SHORTEST_WORK_MS + share * (USUAL_WORK_MS - SHORTEST_WORK_MS)
}

/** Engines whose every answer follows from what they are given and how often they were asked. */
export const createChaosEngines = (directory: string) => ({
  transcriber: createChaosTranscriber(directory),
  llm: createChaosLlm(directory),
  embedder: createHashEmbedder({ dimensions: 32 }),
  searchIndex: createChaosSearchIndex(directory),
})

function createChaosTranscriber(directory: string): Transcriber {
  const fail = (request: TranscribeRequest): PortResult<void> => {
    const misfortune = nextMisfortune(directory, workOf(request), fateOf(request))
    return misfortune === null ? okAsync(undefined) : errAsync(misfortune)
  }
  const transcribe = (request: TranscribeRequest): PortResult<TranscribeAnswer> =>
    fail(request).andThen(() => {
      const partSeconds = request.audio.durationSeconds / PARTS
      const script = { partSeconds, delayMs: durationMs(workOf(request)) / PARTS }
      return createScriptedTranscriber({ script }).start(request)
    })
  return {
    name: 'chaos',
    check: () => okAsync(undefined),
    start: (request) =>
      fateOf(request) === 'parked'
        ? okAsync({ status: 'waiting', externalId: 'at-the-vendor', pollAfterMs: POLL_AFTER_MS })
        : transcribe(request),
    resume: (_externalId, request) => transcribe(request),
  }
}

const workOf = ({ audio }: TranscribeRequest) => `transcribe ${audio.localPath}`
const fateOf = ({ audio }: TranscribeRequest): Fate => transcribeFate(audio.durationSeconds)

function createChaosLlm(directory: string): Llm {
  const scripted = (request: LlmRequest, type: keyof BookPlan['fates']): Llm => {
    const { title, author, chapters } = request.book
    const work = `${type} ${title} ${chapters.map((chapter) => chapter.number).join(' ')}`
    const misfortune = nextMisfortune(directory, work, fatesOfAuthor(author)[type])
    return createScriptedLlm({
      delayMs: durationMs(work),
      ...(misfortune === null ? {} : { failures: [misfortune] }),
    })
  }
  return {
    name: 'chaos',
    check: () => okAsync(undefined),
    summarize: (request) => scripted(request, 'summarize').summarize(request),
    tag: (request) => scripted(request, 'tag').tag(request),
  }
}

/** A server without pgvector knows of no passage without a vector, so `embed` jobs look, take their time, and are done. */
function createChaosSearchIndex(directory: string): SearchIndex {
  return {
    prepare: () => okAsync(undefined),
    listUnembedded: (chapterIds) =>
      safeTry(async function* () {
        const work = `embed ${chapterIds.join(' ')}`
        yield* await ResultAsync.fromSafePromise(Bun.sleep(durationMs(work)))
        const fate = shareOf(`fate of ${work}`) < EMBED_FAILURE_SHARE ? 'fails_once' : 'fine'
        const misfortune = nextMisfortune(directory, work, fate)
        return misfortune === null ? ok([]) : errAsync(misfortune)
      }),
    saveEmbeddings: () => okAsync('accepted'),
    listPassages: () => okAsync([]),
    listBooksToEmbed: () => okAsync([]),
    searchWords: () => okAsync([]),
    searchVectors: () => okAsync([]),
  }
}
