/**
 * Says what breaks for clients since the last release: `openapi.yaml` against the newest `docs/api/openapi-<version>.yaml`.
 * `--release` makes the present description the one of this version.
 */
import { copyFile, readdir, readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import packageJson from '../package.json' with { type: 'json' }
import { findBreaks } from './openapi/breaking/find-breaks.ts'
import type { Json } from './openapi/json.ts'

const PRESENT = new URL('../openapi.yaml', import.meta.url)
const RELEASED = new URL('../docs/api/', import.meta.url)
const FILE_NAME = /^openapi-(\d+)\.(\d+)\.(\d+)\.yaml$/

const read = async (file: URL): Promise<Json> => parse(await readFile(file, 'utf8')) as Json

/** Of two file names, the one of the later version. */
function laterOf(a: string, b: string): string {
  const [first, second] = [a, b].map((name) => (FILE_NAME.exec(name) ?? []).slice(1).map(Number))
  for (const [index, part] of (first ?? []).entries()) {
    const other = second?.[index] ?? 0
    if (part !== other) return part > other ? a : b
  }
  return a
}

if (process.argv.includes('--release')) {
  await copyFile(PRESENT, new URL(`openapi-${packageJson.version}.yaml`, RELEASED))
} else {
  const names = (await readdir(RELEASED)).filter((name) => FILE_NAME.test(name))
  const last = names.reduce(laterOf)
  const breaks = findBreaks({ before: await read(new URL(last, RELEASED)), after: await read(PRESENT) })
  if (breaks.length > 0) {
    console.log(`Since docs/api/${last}, this breaks for clients:\n`)
    for (const text of breaks) console.log(`- ${text}`)
    console.log(
      '\nWhen it is meant: a new major version (before 1.0 a minor one), CHANGELOG, `npm run openapi:release`.',
    )
    process.exitCode = 1
  }
}
