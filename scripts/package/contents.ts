import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest, Packed } from './pack.ts'

/** What may be in the package; each must be there at least once. */
const EXPECTED: readonly RegExp[] = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^CHANGELOG\.md$/,
  /^openapi\.yaml$/,
  /^dist\/(?:[\w-]+\/)*[\w.-]+\.js$/,
  /^dist\/(?:[\w-]+\/)*[\w.-]+\.d\.ts$/,
  /^dist\/adapters\/postgres\/migrations\/\d{4}_\w+\.sql$/,
  /^samples\/the-lamp-keeper\.(?:m4b|md)$/,
]
const MAX_UNPACKED_BYTES = 6_000_000

const MIGRATIONS = 'adapters/postgres/migrations/*.sql'

/** What is there and should not be, or should be and is not. */
export function contentProblems(root: string, manifest: Manifest, packed: Packed): readonly string[] {
  const files = new Set(packed.files)
  const needed = [
    ...Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    ),
    ...Object.values(manifest.bin),
    ...globSync(MIGRATIONS, { cwd: join(root, 'src') }).map((path) => `./dist/${path}`),
  ]
  const tooLarge = packed.unpackedBytes > MAX_UNPACKED_BYTES
  return [
    ...packed.files
      .filter((file) => !EXPECTED.some((pattern) => pattern.test(file)))
      .map((file) => `${file} is not meant to be published`),
    ...EXPECTED.filter((pattern) => !packed.files.some((file) => pattern.test(file))).map(
      (pattern) => `nothing like ${pattern} is there`,
    ),
    ...needed.filter((path) => !files.has(path.replace(/^\.\//, ''))).map((path) => `${path} is missing`),
    ...(tooLarge ? [`${packed.unpackedBytes} bytes are more than ${MAX_UNPACKED_BYTES}`] : []),
  ]
}
