/**
 * Writes `src/client/generated/` from `openapi.yaml`; with `--check` compares instead and exits 1 when it has drifted.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plugin } from 'bun'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIRECTORY = join(ROOT, 'src/client/generated')
const HEADER = '// Generated from openapi.yaml by `npm run client`; do not edit.\n'
/** The generator's own runtime is written for less strict settings than ours. */
const UNCHECKED = '// @ts-nocheck\n'
const UNCHECKED_FOLDERS = /^(?:client|core)\//
/** A client of its own for everyone; ours is made by `createChapterwiseClient`. */
const SHARED_CLIENT = 'client.gen.ts'

/** The generator needs the compiler's JavaScript API, which TypeScript 7 does not have. */
plugin({
  name: 'typescript-6',
  setup: (build) => {
    build.module('typescript', async () => ({ exports: await import('typescript-6'), loader: 'object' }))
  },
})

const filesOf = async (directory: string): Promise<ReadonlyMap<string, string>> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const contents = await Promise.all(
    paths.map(
      async (path) => [path.slice(directory.length + 1), await readFile(path, 'utf8')] as [string, string],
    ),
  )
  return new Map(contents.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const generate = async (directory: string): Promise<void> => {
  const { createClient } = await import('@hey-api/openapi-ts')
  await createClient({
    input: join(ROOT, 'openapi.yaml'),
    output: { path: directory, entryFile: false, module: { extension: '.ts' } },
    logs: { level: 'silent', file: false },
    plugins: [
      { name: '@hey-api/client-fetch', baseUrl: false, throwOnError: true },
      '@hey-api/typescript',
      { name: '@hey-api/sdk', client: false, auth: false, responseStyle: 'data' },
    ],
  })
  await rm(join(directory, SHARED_CLIENT))
  for (const [path, content] of await filesOf(directory)) {
    const header = HEADER + (UNCHECKED_FOLDERS.test(path) ? UNCHECKED : '')
    await writeFile(join(directory, path), content.replace(/^\/\/ This file is auto-generated.*\n/, header))
  }
}

const check = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'chapterwise-client-'))
  try {
    await generate(directory)
    const [wanted, present] = await Promise.all([filesOf(directory), filesOf(DIRECTORY)])
    const drifted = [...new Set([...wanted.keys(), ...present.keys()])].filter(
      (path) => wanted.get(path) !== present.get(path),
    )
    if (drifted.length === 0) return
    process.stderr.write(
      `src/client/generated does not fit openapi.yaml; run \`npm run client\` and commit the result:\n  ${drifted.join('\n  ')}\n`,
    )
    process.exitCode = 1
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

if (process.argv.includes('--check')) await check()
else await generate(DIRECTORY)
