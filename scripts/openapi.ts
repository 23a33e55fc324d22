/**
 * Writes `openapi.yaml` from the routes; with `--check` compares instead and exits 1 when the file has drifted.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { createHttpApp } from '../src/http/app.ts'
import type { HttpDeps } from '../src/http/deps.ts'
import { openApiDocument } from '../src/http/openapi.ts'

const FILE = new URL('../openapi.yaml', import.meta.url)
const HEADER = '# Generated from the routes by `npm run openapi`; do not edit.\n'

/** Routes are described when they are registered; nothing is called, so nothing needs to be there. */
const describingDeps = { corsOrigins: [], revAiWebhookSecret: null } as unknown as HttpDeps

const generated =
  HEADER +
  stringify(openApiDocument(createHttpApp(describingDeps)), { lineWidth: 0, aliasDuplicateObjects: false })

if (process.argv.includes('--check')) {
  const present = await readFile(FILE, 'utf8').catch(() => '')
  if (present !== generated) {
    process.stderr.write(
      'openapi.yaml does not fit the routes; run `npm run openapi` and commit the result.\n',
    )
    process.exit(1)
  }
} else {
  await writeFile(FILE, generated)
}
