import { afterEach, beforeEach, expect, test } from 'bun:test'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listenForNews } from '../../src/client/audiobooks/news.ts'
import { connect } from '../../src/client/connect.ts'
import { type AudiobookJobs, createChapterwiseClient } from '../../src/client/index.ts'
import { errorOf } from '../support/error-of.ts'
import { waitUntil } from '../support/wait-until.ts'

/** Longer than any test: a look without news would be too late. */
const NEVER_MS = 10_000

let server: Server
let streams: ServerResponse[] = []
let opened = Promise.withResolvers<void>()
let progress = 0

/** Says how far the book is, and keeps the streams of whoever listens. */
beforeEach(async () => {
  streams = []
  opened = Promise.withResolvers()
  progress = 0
  server = createServer((request, response) => {
    if (request.url?.endsWith('/events') === true) {
      expect(request.headers.accept).toBe('text/event-stream')
      expect(request.headers.authorization).toBe('Bearer t')
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
      response.write(': hello\n\n')
      streams.push(response)
      opened.resolve()
      return
    }
    const overall_status = progress === 1 ? 'completed' : 'processing'
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ audiobook_id: 'b1', overall_status, progress, jobs: [] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
})

const follow = (pollIntervalMs: number, signal?: AbortSignal) =>
  createChapterwiseClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: 't',
    retry: { firstDelayMs: 0 },
  }).followAudiobook('b1', { pollIntervalMs, signal })

const advance = (value: number, frames: readonly string[]): void => {
  progress = value
  for (const frame of frames) streams.at(-1)?.write(frame)
}

const nextProgress = async (steps: AsyncGenerator<AudiobookJobs, void>): Promise<number | undefined> =>
  (await steps.next()).value?.progress

test('what the server tells is looked at, in whatever pieces it comes', async () => {
  const steps = follow(1)
  expect(await nextProgress(steps)).toBe(0)
  const half = nextProgress(steps)
  await opened.promise
  advance(0.5, ['event: job\r\nda', 'ta: {"a":1}\r\n\r', '\n'])
  expect(await half).toBe(0.5)
  const end = nextProgress(steps)
  advance(1, ['id: 7\ndata\n\n'])
  expect(await end).toBe(1)
  expect((await steps.next()).done).toBe(true)
})

test('after a break it listens anew, and looks at what it may have missed', async () => {
  const steps = follow(1)
  await steps.next()
  const half = nextProgress(steps)
  await opened.promise
  opened = Promise.withResolvers()
  progress = 0.5
  streams[0]?.destroy()
  expect(await half).toBe(0.5)
  await opened.promise
  const end = nextProgress(steps)
  advance(1, ['data: 1\n\n'])
  expect(await end).toBe(1)
  await steps.return()
})

test('whoever aborts hangs up at once', async () => {
  const controller = new AbortController()
  const steps = follow(NEVER_MS, controller.signal)
  await steps.next()
  const pending = errorOf(steps.next())
  await opened.promise
  const hungUp = new Promise<void>((resolve) => streams[0]?.once('close', resolve))
  controller.abort('enough')
  expect(await pending).toBe('enough')
  await hungUp
})

test('a sign of life is no news', async () => {
  const pieces: ((piece: string) => void)[] = []
  const asked = new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        new Promise((resolve) => {
          pieces.push((piece) => {
            controller.enqueue(new TextEncoder().encode(piece))
            resolve()
          })
        }),
    },
    { highWaterMark: 0 },
  )
  const headers = { 'content-type': 'text/event-stream' }
  const connection = connect({
    baseUrl: 'http://books.example',
    fetch: async () => new Response(asked, { headers }),
  })
  const news = listenForNews(connection, 'http://books.example/events', null)
  await news.next(NEVER_MS) // it listens now
  let rang = false
  const next = news.next(NEVER_MS).then(() => {
    rang = true
  })
  const askedAgain = () =>
    waitUntil(
      async () => pieces.length,
      (count) => count > 0,
    )
  /** A piece is read once another one is asked for. */
  const say = async (piece: string) => {
    await askedAgain()
    pieces.shift()?.(piece)
    await askedAgain()
  }
  await say(': still here\n\n')
  await say('id: 8\n\n')
  expect(rang).toBe(false)
  await say('data: 1\n\n')
  await next
  news.close()
})
