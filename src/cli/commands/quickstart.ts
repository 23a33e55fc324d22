import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errAsync, ResultAsync } from 'neverthrow'
import { openFiles } from '../../client/node/index.ts'
import { packageFile } from '../../package-files.ts'
import { call } from '../call.ts'
import { type Connection, connect, connectEmbedded, type Surroundings } from '../connect.ts'
import type { Failure } from '../failure.ts'
import { followBook } from '../follow-book.ts'
import { createBarView } from '../progress/bar-view.ts'
import { createLineView } from '../progress/line-view.ts'
import { showBook, showHints } from '../quickstart/show-book.ts'
import { awaitReadiness } from '../require-readiness.ts'
import { sendBook } from '../send-book.ts'

export interface QuickstartOptions {
  /** End instead of serving. */
  readonly once?: boolean | undefined
}

const SAMPLE = 'the-lamp-keeper.m4b'
/** The same at every run of the same sample: a second run finds the book of the first. */
const idempotencyKeyOf = (sizeBytes: number): string => `quickstart-${sizeBytes}`

/** In this process; else, when a server already runs on the data directory, there. */
const openSystem = (surroundings: Surroundings, keepServing: boolean): ResultAsync<Connection, Failure> => {
  const here = keepServing
    ? connectEmbedded(surroundings, surroundings.config.API_PORT).orElse(() => connectEmbedded(surroundings))
    : connectEmbedded(surroundings)
  return here.orElse((problem) => connect(surroundings, { embedded: false }).orElse(() => errAsync(problem)))
}

/** A copy: what lies inside the single binary can be read, but not streamed. */
const copySample = async (): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> => {
  const directory = await mkdtemp(join(tmpdir(), 'chapterwise-'))
  const path = join(directory, SAMPLE)
  await writeFile(path, await readFile(packageFile(`samples/${SAMPLE}`)))
  return { path, remove: () => rm(directory, { recursive: true, force: true }) }
}

const ingestSample = (
  { terminal, signal }: Surroundings,
  { client }: Connection,
  samplePath: string,
): ResultAsync<string, Failure> => {
  const view = terminal.notes.isInteractive
    ? createBarView(terminal.notes, () => performance.now())
    : createLineView(terminal.notes)
  return call(() => openFiles(samplePath))
    .andThen((files) => {
      const idempotencyKey = idempotencyKeyOf(files[0]?.sizeBytes ?? 0)
      return sendBook({ client, view, files, idempotencyKey, signal }, { fallbackTitle: 'The Lamp Keeper' })
    })
    .andThen((audiobookId) =>
      followBook(client, audiobookId, view, signal).map(() => {
        view.finish()
        return audiobookId
      }),
    )
}

const run = (
  surroundings: Surroundings,
  connection: Connection,
  { keepServing, samplePath }: { readonly keepServing: boolean; readonly samplePath: string },
): ResultAsync<void, Failure> => {
  const { config, signal, terminal } = surroundings
  const startedMs = performance.now()
  return awaitReadiness(connection.client, signal)
    .andThen(() => ingestSample(surroundings, connection, samplePath))
    .andThen((audiobookId) => showBook(terminal.out, connection.client, audiobookId).map(() => audiobookId))
    .map(async (audiobookId) => {
      terminal.out.line(`\nFrom audio to search in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`)
      if (!keepServing) return
      showHints(terminal.out, connection, config, audiobookId)
      if (connection.isEmbedded && !signal.aborted) await once(signal, 'abort')
    })
}

/** `chapterwise quickstart [--once]`: the bundled sample book through the whole system, then serving (or the end). */
export const quickstart = (
  surroundings: Surroundings,
  options: QuickstartOptions,
): ResultAsync<void, Failure> => {
  const keepServing = options.once !== true
  return openSystem(surroundings, keepServing).andThen(
    (connection) =>
      new ResultAsync(
        (async () => {
          const sample = await copySample()
          try {
            return await run(surroundings, connection, { keepServing, samplePath: sample.path })
          } finally {
            await sample.remove()
            await connection.close()
          }
        })(),
      ),
  )
}
