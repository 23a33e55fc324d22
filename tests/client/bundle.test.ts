import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const CLIENT = fileURLToPath(new URL('../../src/client/index.ts', import.meta.url))
const MAX_CLIENT_BYTES = 12 * 1024
const MAX_ERROR_BYTES = 1536

/** Bundled for browsers, minified: what a page would load. Every import must be found among the client's own files. */
const bundle = async (source: string) => {
  const directory = mkdtempSync(join(tmpdir(), 'chapterwise-bundle-'))
  try {
    const entry = join(directory, 'entry.ts')
    writeFileSync(entry, source.replace('chapterwise/client', CLIENT))
    const { outputs } = await Bun.build({
      ...{ entrypoints: [entry], target: 'browser', minify: true, sourcemap: 'external' },
    })
    const [code, map] = await Promise.all(outputs.map((output) => output.text()))
    const { sources } = JSON.parse(map ?? '{}') as { sources: readonly string[] }
    return { code: code ?? '', sources: sources.filter((path) => !path.endsWith('entry.ts')) }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

test('the client brings nothing but itself', async () => {
  const { code, sources } = await bundle("export * from 'chapterwise/client'")
  expect(sources.length).toBeGreaterThan(20)
  expect(sources.filter((path) => !path.includes('src/client/'))).toEqual([])
  expect(sources.filter((path) => path.includes('src/client/node/'))).toEqual([])
  expect(code).not.toMatch(/\b(?:require|process|Buffer|Bun|Deno)\b/)
})

test('a page with the whole client loads little', async () => {
  const { code } = await bundle(
    "import { createChapterwiseClient as c } from 'chapterwise/client'\nc({ baseUrl: '' })",
  )
  expect(gzipSync(code).byteLength).toBeLessThan(MAX_CLIENT_BYTES)
  expect(code).toContain('/jobs')
  expect(code).not.toContain('/admin/jobs/retry')
})

test('what is not used is left out', async () => {
  const error = await bundle("import { ChapterwiseError as E } from 'chapterwise/client'\nconsole.log(E)")
  expect(gzipSync(error.code).byteLength).toBeLessThan(MAX_ERROR_BYTES)
  const one = await bundle("import { api } from 'chapterwise/client'\nconsole.log(api.retryJobs)")
  expect(one.code).toContain('/admin/jobs/retry')
  expect(one.code).not.toContain('/admin/uploads')
})
