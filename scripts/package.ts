// `npm run package`: builds what npm would publish and holds it against what is expected. `npm run api` takes a changed
// API over into docs/api/, for the reviewer to see.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPackage } from './build-package.ts'
import { changedReports } from './package/api-reports.ts'
import { contentProblems } from './package/contents.ts'
import { entryPointProblems } from './package/entry-points.ts'
import { fingerprint } from './package/fingerprint.ts'
import { pack, readManifest } from './package/pack.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** What was found good last. */
const GOOD = join(ROOT, 'node_modules/.cache/package.good')

async function findProblems(update: boolean): Promise<readonly string[]> {
  await buildPackage()
  const manifest = readManifest(ROOT)
  const directory = mkdtempSync(join(tmpdir(), 'chapterwise-package-'))
  try {
    const packed = await pack(ROOT, directory)
    const changed = changedReports(ROOT, manifest, update)
    if (update) for (const report of changed) console.log(`${report} has changed`)
    return [
      ...contentProblems(ROOT, manifest, packed),
      ...(await entryPointProblems(manifest, packed)),
      ...(update
        ? []
        : changed.map((report) => `${report} is out of date: npm run api, and look at the change`)),
    ]
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function wasGood(): boolean {
  try {
    return readFileSync(GOOD, 'utf8') === fingerprint(ROOT)
  } catch {
    return false
  }
}

async function run(options: readonly string[]): Promise<number> {
  if (options.includes('--if-changed') && wasGood()) return 0
  const problems = await findProblems(options.includes('--update'))
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) return 1
  mkdirSync(dirname(GOOD), { recursive: true })
  writeFileSync(GOOD, fingerprint(ROOT))
  return 0
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
