/**
 * `npm run openapi:generators`: lets other generators than our own read openapi.yaml, and compiles what they make, and calls to
 * it, strictly. They live in a package of their own (`openapi/generators/`), installed on first use.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TSC } from './compiler.ts'
import { runProcess } from './run-process.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const HOME = join(ROOT, 'scripts/openapi/generators')
const DESCRIPTION = join(ROOT, 'openapi.yaml')

interface Generator {
  readonly name: string
  readonly command: (output: string) => readonly [string, ...string[]]
  /** A use of what it makes, by the names that the description gives. */
  readonly use: string
}

const program = (name: string): string => join(HOME, 'node_modules/.bin', name)

const GENERATORS: readonly Generator[] = [
  {
    name: 'openapi-typescript',
    command: (output) => [program('openapi-typescript'), DESCRIPTION, '-o', output],
    use: `import type { components, operations } from './openapi-typescript.ts'
type Answer = operations['getAudiobook']['responses']['200']['content']['application/json']
export const titleOf = (book: Answer): string => book.title
export const isMissing = ({ code }: components['schemas']['Problem']): boolean => code === 'audiobook_not_found'
// @ts-expect-error a status that there is not
export const wrong: components['schemas']['JobStatus'] = 'lost'
`,
  },
  {
    name: 'oazapfts',
    command: (output) => [program('oazapfts'), DESCRIPTION, output],
    use: `import { listJobs, updateAudiobook } from './oazapfts.ts'
export const failed = () => listJobs({ status: 'failed', limit: 5 })
export const rename = (audiobookId: string) => updateAudiobook(audiobookId, { title: 'T' })
// @ts-expect-error a field of another type
export const wrong = () => updateAudiobook('', { title: 1 })
`,
  },
]

const COMPILER = [
  TSC,
  ...['--noEmit', '--strict', '--noUncheckedIndexedAccess', '--skipLibCheck', '--allowImportingTsExtensions'],
  ...['--target', 'es2023', '--module', 'nodenext', '--lib', 'es2023,dom,dom.iterable'],
] as const

const run = async (command: readonly [string, ...string[]], cwd: string): Promise<void> => {
  const { code, output } = await runProcess(command, { cwd })
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`)
}

async function tryGenerator({ name, command, use }: Generator, directory: string): Promise<void> {
  const output = join(directory, `${name}.ts`)
  await run(command(output), directory)
  const caller = join(directory, `use-${name}.ts`)
  await writeFile(caller, use)
  await run([...COMPILER, output, caller], directory)
  console.log(`ok   ${name}`)
}

if (!existsSync(join(HOME, 'node_modules')))
  await run(['npm', 'ci', '--ignore-scripts', '--no-progress'], HOME)
const directory = await mkdtemp(join(tmpdir(), 'chapterwise-generators-'))
try {
  await symlink(join(HOME, 'node_modules'), join(directory, 'node_modules'))
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }')
  for (const generator of GENERATORS) await tryGenerator(generator, directory)
} catch (error) {
  console.log(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await rm(directory, { recursive: true, force: true })
}
