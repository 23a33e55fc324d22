import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ADMIN_TOKEN } from '../../support/http-api.ts'
import { nodeBinary } from '../../support/node-binary.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../support/temporary-directory.ts'
import { contents } from './files.ts'
import { startLibrary } from './library.ts'
import type { Report } from './scenario.ts'

const LARGE_BYTES = 200 * 1024 * 1024
const HEADER_BYTES = 44
/** A process that held the file would need 200 MiB more than what these take. */
const FLAT_BYTES = 220 * 1024 * 1024
const TIMEOUT_MS = 300_000

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

interface Outcome {
  readonly report: Report
  readonly peakBytes: number | null
}

let directory: TemporaryDirectory
let page: ReturnType<typeof servePage>
let library: Awaited<ReturnType<typeof startLibrary>>

/** A page of another origin than the API's, with the scenario bundled for browsers. */
const servePage = (script: string) =>
  Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: ({ url }) =>
      url.endsWith('.js')
        ? new Response(script, { headers: { 'content-type': 'text/javascript' } })
        : new Response('<!doctype html><script src="/page.js"></script>', {
            headers: { 'content-type': 'text/html' },
          }),
  })

beforeAll(async () => {
  directory = await temporaryDirectory()
  for (const [name, bytes] of Object.entries(contents())) await writeFile(join(directory.path, name), bytes)
  const built = await Bun.build({ entrypoints: [here('page.ts')], target: 'browser', format: 'iife' })
  const [script] = built.outputs
  page = servePage((await script?.text()) ?? '')
  library = await startLibrary(join(directory.path, 'storage'), page.url.origin)
})

afterAll(async () => {
  await library.close()
  await page.stop(true)
  await directory.remove()
})

const run = async (command: string, ...args: readonly string[]): Promise<Outcome> => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let complaints = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`ended with ${code}:\n${complaints}`)
  return JSON.parse(output) as Outcome
}

const inProcess = (command: string, entry: 'plain' | 'node', name: string): Promise<Outcome> =>
  run(command, here('process.ts'), entry, name, library.url, ADMIN_TOKEN, directory.path)

const inChromium = (): Promise<Outcome> =>
  run(nodeBinary(), here('drive-chromium.ts'), page.url.href, 'chromium', library.url, ADMIN_TOKEN)

describe.each([
  ['Bun, files from disk', () => inProcess(process.execPath, 'node', 'bun-disk'), 'flat'],
  ['Bun, web standards', () => inProcess(process.execPath, 'plain', 'bun-plain'), 'any'],
  ['Node, files from disk', () => inProcess(nodeBinary(), 'node', 'node-disk'), 'flat'],
  ['Node, web standards', () => inProcess(nodeBinary(), 'plain', 'node-plain'), 'any'],
  ['Chromium', inChromium, 'any'],
] as const)('%s', (_name, start, memory) => {
  let outcome: Outcome

  beforeAll(async () => {
    outcome = await start()
  }, TIMEOUT_MS)

  test('sends 200 MiB with progress', () => {
    expect(outcome.report.large).toEqual({
      status: 'completed',
      uploadedBytes: LARGE_BYTES + HEADER_BYTES,
      hasManySteps: true,
      isMonotonic: true,
      lastFraction: 1,
      types: ['upload_opened', 'progress', 'file_stored'],
    })
    if (memory === 'flat') expect(outcome.peakBytes).toBeLessThan(FLAT_BYTES)
  })

  test('stops a file at once when it is told to', () => {
    expect(outcome.report.aborted).toEqual({ error: { thrown: 'enough' }, isOpen: true })
  })

  test('goes on where it stopped, and makes one book', () => {
    expect(outcome.report.resumed).toEqual({
      stopped: { thrown: 'AbortError' },
      wereThere: [true, false],
      jobsCreated: 7,
      title: 'The Lamp Keeper',
      isSameBook: true,
    })
  })

  test('waits for the book, finds in it, reads it, lists it', () => {
    expect(outcome.report.read).toEqual({
      overall_status: 'completed',
      lastProgress: 1,
      snippet: expect.stringContaining('<mark>lamp</mark>'),
      captions: 'WEBVTT',
      words: 11,
      isListedOnce: true,
    })
  })

  test('sends through a fetch that was given', () => {
    expect(outcome.report.byOwnFetch).toBe('completed')
  })

  test('tells refusals by status and code', () => {
    const { unknown, stranger, noAudio } = outcome.report
    expect(unknown).toEqual({ status: 404, code: 'audiobook_not_found', hasRequestId: true })
    expect(stranger).toEqual({ status: 401, code: 'invalid_token', hasRequestId: true })
    expect(noAudio).toEqual({ status: 415, code: 'unsupported_media_type', hasRequestId: true })
  })
})
