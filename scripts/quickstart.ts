// `npm run quickstart [-- --once]`: the bundled sample book through the whole system, then serving (or the end).
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { errAsync, type ResultAsync } from 'neverthrow'
import { call } from '../src/cli/call.ts'
import { type Connection, connect, connectEmbedded, type Surroundings } from '../src/cli/connect.ts'
import type { Failure } from '../src/cli/failure.ts'
import { followBook } from '../src/cli/follow-book.ts'
import { createBarView } from '../src/cli/progress/bar-view.ts'
import { createLineView } from '../src/cli/progress/line-view.ts'
import { sendBook } from '../src/cli/send-book.ts'
import { interruptSignal } from '../src/cli/signals.ts'
import { processTerminal } from '../src/cli/terminal.ts'
import { openFiles } from '../src/client/node/index.ts'
import { readConfig } from '../src/config.ts'
import { showBook, showHints } from './quickstart/show-book.ts'
import { ensureSystemPackages } from './system-packages.ts'

const SAMPLE = fileURLToPath(new URL('../samples/the-lamp-keeper.m4b', import.meta.url))
/** The same at every run of the same sample: a second run finds the book of the first. */
const idempotencyKeyOf = (sizeBytes: number): string => `quickstart-${sizeBytes}`

/** In this process; else, when a server already runs on the data directory, there. */
const openSystem = (surroundings: Surroundings, keepServing: boolean): ResultAsync<Connection, Failure> => {
  const here = keepServing
    ? connectEmbedded(surroundings, surroundings.config.API_PORT).orElse(() => connectEmbedded(surroundings))
    : connectEmbedded(surroundings)
  return here.orElse((problem) => connect(surroundings, { embedded: false }).orElse(() => errAsync(problem)))
}

const ingestSample = (
  { terminal, signal }: Surroundings,
  { client }: Connection,
): ResultAsync<string, Failure> => {
  const view = terminal.notes.isInteractive
    ? createBarView(terminal.notes, () => performance.now())
    : createLineView(terminal.notes)
  return call(() => openFiles(SAMPLE))
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

const runQuickstart = async (keepServing: boolean): Promise<number> => {
  const terminal = processTerminal()
  const { notes, out } = terminal
  const fail = ({ message, hints, exitCode }: Failure): number => {
    notes.line(`${notes.style('red', 'error:')} ${message}`)
    for (const hint of hints) notes.line(`  ${hint}`)
    return exitCode
  }
  if (!(await ensureSystemPackages('quickstart'))) return 1
  const configuration = readConfig()
  if (configuration.isErr()) {
    notes.line(configuration.error.map(({ variable, message }) => `${variable} ${message}`).join('\n'))
    return 2
  }
  const surroundings = { config: configuration.value, terminal, signal: interruptSignal() }
  const startedMs = performance.now()
  const opened = await openSystem(surroundings, keepServing)
  if (opened.isErr()) return fail(opened.error)
  const connection = opened.value
  try {
    const shown = await ingestSample(surroundings, connection).andThen((audiobookId) =>
      showBook(out, connection.client, audiobookId).map(() => audiobookId),
    )
    if (shown.isErr()) return fail(shown.error)
    out.line(`\nFrom audio to search in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`)
    if (!keepServing) return 0
    showHints(out, connection, surroundings.config, shown.value)
    if (connection.isEmbedded && !surroundings.signal.aborted) await once(surroundings.signal, 'abort')
    return 0
  } finally {
    await connection.close()
  }
}

process.exitCode = await runQuickstart(!process.argv.includes('--once'))
