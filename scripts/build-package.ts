// `npm run build`: what npm publishes, in dist/: ES modules and their types, module for module, and the files they read.
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TSC } from './compiler.ts'
import { runProcess } from './run-process.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Made from nothing each time: what the compiler writes of inferred types depends on what it has of an earlier run. */
const COMPILED = join(ROOT, 'node_modules/.cache/package/src')
const DIST = join(ROOT, 'dist')
/** What modules read at run time. */
const ASSETS = 'adapters/postgres/migrations'

/** Declarations keep the extensions that were written, unlike modules. */
const withJsExtensions = (declarations: string): string =>
  declarations.replaceAll(/((?:from |import\()["']\.{1,2}\/[^"']+)\.ts(["'])/g, '$1.js$2')

const sources = globSync('**/*.ts', { cwd: join(ROOT, 'src') }).filter((path) => !path.endsWith('.d.ts'))

/** Rejects when the sources have type errors. Answers how many modules were written. */
export async function buildPackage(): Promise<number> {
  rmSync(COMPILED, { recursive: true, force: true })
  const { code, output } = await runProcess([TSC, '-p', 'tsconfig.build.json'], { cwd: ROOT })
  if (code !== 0) throw new Error(output)
  rmSync(DIST, { recursive: true, force: true })
  for (const source of sources) {
    const module = source.replace(/\.ts$/, '')
    mkdirSync(join(DIST, dirname(module)), { recursive: true })
    cpSync(join(COMPILED, `${module}.js`), join(DIST, `${module}.js`))
    const declarations = readFileSync(join(COMPILED, `${module}.d.ts`), 'utf8')
    writeFileSync(join(DIST, `${module}.d.ts`), withJsExtensions(declarations))
  }
  cpSync(join(ROOT, 'src', ASSETS), join(DIST, ASSETS), { recursive: true })
  chmodSync(join(DIST, 'cli/main.js'), 0o755)
  return sources.length
}

if (import.meta.main) {
  try {
    console.log(`dist/ has ${await buildPackage()} modules`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
