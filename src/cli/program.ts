import { Command, InvalidArgumentError, Option } from 'commander'
import type { BackupOptions } from './commands/backup.ts'
import { EXPORT_FORMATS, type ExportOptions } from './commands/export.ts'
import type { HealthcheckOptions } from './commands/healthcheck.ts'
import type { IngestOptions } from './commands/ingest.ts'
import type { QuickstartOptions } from './commands/quickstart.ts'
import type { SearchOptions } from './commands/search.ts'
import type { ServeOptions } from './commands/serve.ts'

/** A parsed command line. */
export type Invocation =
  | { readonly command: 'serve' | 'api'; readonly options: ServeOptions }
  | { readonly command: 'transcriber' | 'worker' }
  | { readonly command: 'ingest'; readonly paths: readonly string[]; readonly options: IngestOptions }
  | { readonly command: 'search'; readonly query: string; readonly options: SearchOptions }
  | { readonly command: 'export'; readonly book: string; readonly options: ExportOptions }
  | { readonly command: 'backup'; readonly file: string; readonly options: BackupOptions }
  | { readonly command: 'restore'; readonly file: string }
  | { readonly command: 'quickstart'; readonly options: QuickstartOptions }
  | { readonly command: 'healthcheck'; readonly options: HealthcheckOptions }
  | { readonly command: 'doctor'; readonly options: { readonly json?: boolean } }

/** Good for every command. */
export interface GlobalOptions {
  readonly envFile?: string | undefined
}

type Run = (invocation: Invocation) => Promise<void>

const MAX_PORT = 65_535
const MAX_PRIORITY = 9
const MAX_HITS = 100
const DEFAULT_HITS = 10
const MAX_CHAPTERS = 100_000

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`)
  }

const EXIT_CODES = `
Exit codes: 0 done, 1 a book failed or jobs can't run, 2 wrong usage, configuration or file,
3 no server answered or it kept failing, 4 the server refused, 130 interrupted.`

const withServerOptions = (command: Command): Command =>
  command
    .option('--url <url>', 'server to talk to (default: API_BASE_URL, else http://127.0.0.1:API_PORT)')
    .option('--token <token>', 'admin token (default: the first of ADMIN_TOKENS, else DATA_DIR/admin-token)')
    .option('--no-embedded', 'fail rather than start a server in this process when none answers')

const addServe = (program: Command, run: Run, command: 'serve' | 'api', description: string): void => {
  program
    .command(command)
    .description(description)
    .option('--host <host>', 'address to listen on (default: API_HOST)')
    .option(
      '--port <port>',
      'port to listen on, 0 for a free one (default: API_PORT)',
      wholeNumber(0, MAX_PORT),
    )
    .action((options: ServeOptions) => run({ command, options }))
}

const addIngest = (program: Command, run: Run): void => {
  withServerOptions(program.command('ingest'))
    .description(
      'make an audiobook from one file, or from several files or a folder as chapters in natural order',
    )
    .argument('<paths...>', 'audio files, or a folder of them')
    .option('--title <title>', 'default: what the file says, else its name')
    .option('--author <author>', 'default: what the file says')
    .option('--narrator <narrator>', 'default: what the file says')
    .option('--description <text>', 'default: what the file says')
    .option('--language <tag>', 'BCP 47, default: what the file says, else en')
    .option('--public', 'mark the book as public')
    .option('--priority <0-9>', '9 is processed first', wholeNumber(0, MAX_PRIORITY))
    .option('--no-wait', 'return once the book is created')
    .option('--idempotency-key <key>', 'go on with what an earlier run with this key began')
    .option(
      '--json',
      'one JSON object a line on standard output, the last with event "completed" (or "audiobook_created")',
    )
    .action((paths: readonly string[], options: { embedded: boolean } & IngestOptions) =>
      run({ command: 'ingest', paths, options }),
    )
}

const addSearch = (program: Command, run: Run): void => {
  withServerOptions(program.command('search'))
    .description('find what was said, and the second at which it was said')
    .argument('<query>')
    .addOption(
      new Option('--mode <mode>', 'by words, by meaning, or both')
        .choices(['hybrid', 'semantic', 'lexical'])
        .default('hybrid'),
    )
    .option('--limit <count>', 'hits at most', wholeNumber(1, MAX_HITS), DEFAULT_HITS)
    .option('--book <book>', 'id or title')
    .option('--json', 'the answer of the API')
    .action((query: string, options: SearchOptions) => run({ command: 'search', query, options }))
}

const addBackups = (program: Command, run: Run): void => {
  program
    .command('backup')
    .description(
      'write everything in DATA_DIR (database, audio, admin token) to one archive; a server may run',
    )
    .argument('<file>', 'a new file, e.g. chapterwise.tar')
    .option('--url <url>', 'server to ask (default: API_BASE_URL, else http://127.0.0.1:API_PORT)')
    .option('--token <token>', 'admin token (default: the first of ADMIN_TOKENS, else DATA_DIR/admin-token)')
    .action((file: string, options: BackupOptions) => run({ command: 'backup', file, options }))
  program
    .command('restore')
    .description('put a backup into DATA_DIR, which must be empty; all of it, or nothing')
    .argument('<file>', 'an archive that `backup` wrote')
    .action((file: string) => run({ command: 'restore', file }))
}

const addExport = (program: Command, run: Run): void => {
  withServerOptions(program.command('export'))
    .description('write a transcript, or the chapters as JSON')
    .argument('<book>', 'id or title')
    .addOption(new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).default('vtt'))
    .option('--chapter <number>', 'this chapter only', wholeNumber(1, MAX_CHAPTERS))
    .option('--output <file>', 'default: standard output')
    .action((book: string, options: ExportOptions) => run({ command: 'export', book, options }))
}

/** The command line of chapterwise; `run` gets what was asked for. */
export const createProgram = (
  version: string,
  runWith: (invocation: Invocation, options: GlobalOptions) => Promise<void>,
): Command => {
  const program = new Command('chapterwise')
    .description('Audiobooks in; chapters, word-timed transcripts, summaries, tags and search out.')
    .version(version)
    .option('--env-file <file>', 'read settings from this file too; the environment comes first')
    .addHelpText('after', EXIT_CODES)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
  const run: Run = (invocation) => runWith(invocation, program.opts<GlobalOptions>())
  addServe(program, run, 'serve', 'run the API and the workers in this process')
  addServe(program, run, 'api', 'run the API alone; jobs are run by `transcriber` and `worker` processes')
  program
    .command('quickstart')
    .description('take the bundled sample book through the whole system, show the result, and go on serving')
    .option('--once', 'end instead of serving')
    .action((options: QuickstartOptions) => run({ command: 'quickstart', options }))
  program
    .command('transcriber')
    .description('run transcriptions, for an API that runs apart')
    .action(() => run({ command: 'transcriber' }))
  program
    .command('worker')
    .description('run summaries, tags and embeddings, for an API that runs apart')
    .action(() => run({ command: 'worker' }))
  addIngest(program, run)
  addSearch(program, run)
  addExport(program, run)
  addBackups(program, run)
  program
    .command('doctor')
    .description('what is configured, what was picked and why, what is missing and how to get it')
    .option('--json', 'the report as JSON')
    .action((options: { json?: boolean }) => run({ command: 'doctor', options }))
  program
    .command('healthcheck')
    .description('whether the process on this machine can run jobs; for containers and supervisors')
    .option('--live', 'only whether it lives')
    .option('--port <port>', 'where it listens (default: API_PORT)', wholeNumber(1, MAX_PORT))
    .action((options: HealthcheckOptions) => run({ command: 'healthcheck', options }))
  return program
}
