import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that the published package, and what is said about it, is made of. */
const INPUTS = [
  ...[
    'src/**/*.ts',
    'src/**/*.sql',
    'docs/api/*.md',
    'samples/*',
    'scripts/build-package.ts',
    'scripts/package*',
  ],
  ...[
    'scripts/package/*.ts',
    'package.json',
    'package-lock.json',
    'tsconfig*.json',
    '*.md',
    'openapi.yaml',
    'LICENSE',
  ],
]

/** Differs when any of it differs. */
export function fingerprint(root: string): string {
  const hash = createHash('sha256')
  for (const path of globSync(INPUTS, { cwd: root }).sort()) {
    if (path.includes('.'))
      hash
        .update(path)
        .update('\0')
        .update(readFileSync(join(root, path)))
        .update('\0')
  }
  return hash.digest('hex')
}
