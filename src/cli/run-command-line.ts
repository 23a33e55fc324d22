import { readFile } from 'node:fs/promises'
import { CommanderError } from 'commander'
import { type Result, ResultAsync } from 'neverthrow'
import { readConfig } from '../config.ts'
import type { Surroundings } from './connect.ts'
import { EXIT, type Failure, failure } from './failure.ts'
import { createProgram, type GlobalOptions, type Invocation } from './program.ts'
import { interruptSignal } from './signals.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { longVersion } from './version.ts'

/** Commands are loaded when they are called: `--help` needs none of them. */
const runCommand = async (
  invocation: Exclude<Invocation, { command: 'doctor' }>,
  surroundings: Surroundings,
): Promise<Result<void, Failure>> => {
  switch (invocation.command) {
    case 'serve':
    case 'api':
      return (await import('./commands/serve.ts')).serve(surroundings, invocation.command, invocation.options)
    case 'transcriber':
    case 'worker':
      return (await import('./commands/work.ts')).work(surroundings, invocation.command)
    case 'ingest':
      return (await import('./commands/ingest.ts')).ingest(surroundings, invocation.paths, invocation.options)
    case 'quickstart':
      return (await import('./commands/quickstart.ts')).quickstart(surroundings, invocation.options)
    case 'healthcheck':
      return (await import('./commands/healthcheck.ts')).healthcheck(surroundings, invocation.options)
    case 'backup':
      return (await import('./commands/backup.ts')).backup(surroundings, invocation.file, invocation.options)
    case 'restore':
      return (await import('./commands/restore.ts')).restore(surroundings, invocation.file)
    case 'search':
      return (await import('./commands/search.ts')).search(surroundings, invocation.query, invocation.options)
    case 'export':
      return (await import('./commands/export.ts')).exportBook(
        surroundings,
        invocation.book,
        invocation.options,
      )
  }
}

const showFailure = ({ notes }: Terminal, { message, hints }: Failure): void => {
  notes.line(`${notes.style('red', 'error:')} ${message}`)
  for (const hint of hints) notes.line(`  ${hint}`)
}

/** Null when it can't be read. */
const readEnvFile = (path: string | undefined): Promise<string | null> =>
  path === undefined ? Promise.resolve('') : readFile(path, 'utf8').catch(() => null)

const run = async (invocation: Invocation, { envFile }: GlobalOptions): Promise<void> => {
  const terminal = processTerminal()
  const signal = interruptSignal()
  const fileText = await readEnvFile(envFile)
  if (fileText === null) {
    showFailure(terminal, failure(EXIT.usage, `${envFile} can't be read.`))
    process.exitCode = EXIT.usage
    return
  }
  const configuration = readConfig(fileText)
  if (invocation.command === 'doctor') {
    const { doctor } = await import('./commands/doctor.ts')
    process.exitCode = await doctor(configuration, terminal, signal, invocation.options)
    return
  }
  const done = await configuration
    .mapErr((issues) =>
      failure(
        EXIT.usage,
        'The configuration is wrong:',
        ...issues.map(({ variable, message }) => `${variable} ${message}`),
      ),
    )
    .asyncAndThen((config) => new ResultAsync(runCommand(invocation, { config, terminal, signal })))
  if (done.isOk()) return
  showFailure(terminal, done.error)
  process.exitCode = done.error.exitCode
}

/** Runs a command line, without the name of the program. Sets the exit code; rejects for bugs alone. */
export const runCommandLine = async (words: readonly string[]): Promise<void> => {
  try {
    await createProgram(longVersion(), run).parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage
  }
}
