import { afterEach, describe, expect, test } from 'bun:test'
import { Hono } from 'hono'
import type { HttpEnv } from '../../../src/http/deps.ts'
import { requestBody } from '../../../src/http/request-body.ts'
import { type HttpServer, type HttpServerOptions, startHttpServer } from '../../../src/http/serve.ts'
import { slowRequest } from '../../support/slow-request.ts'
import { waitUntil } from '../../support/wait-until.ts'

const running = new Set<HttpServer>()

const start = async (app: Hono<HttpEnv>, more: Partial<HttpServerOptions> = {}): Promise<HttpServer> => {
  const server = await startHttpServer({ app, host: '127.0.0.1', port: 0, ...more })
  running.add(server)
  return server
}

afterEach(async () => {
  for (const server of running) await server.close(0)
  running.clear()
})

describe('the HTTP server', () => {
  test('answers where it says that it listens', async () => {
    const server = await start(new Hono<HttpEnv>().get('/', (c) => c.text('here')))
    expect(await (await fetch(server.url)).text()).toBe('here')
  })

  test('says so when the port is taken', async () => {
    const { url } = await start(new Hono<HttpEnv>())
    const port = Number(new URL(url).port)
    expect(start(new Hono<HttpEnv>(), { port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`)
  })

  test('says so when the address is not of this machine', async () => {
    expect(start(new Hono<HttpEnv>(), { host: '203.0.113.7' })).rejects.toThrow(
      '203.0.113.7 is no address of this machine',
    )
  })

  test('lets running requests finish when it closes, and takes no new ones', async () => {
    const gate = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const app = new Hono<HttpEnv>().get('/', async (c) => {
      arrived.resolve()
      await gate.promise
      return c.text('finished')
    })
    const server = await start(app)
    const response = fetch(server.url)
    await arrived.promise
    const closed = server.close(60_000)
    expect(fetch(server.url)).rejects.toThrow()
    gate.resolve()
    expect(await (await response).text()).toBe('finished')
    await closed
  })

  test('cuts what is still running after the grace time', async () => {
    const arrived = Promise.withResolvers<void>()
    const app = new Hono<HttpEnv>().get('/', () => {
      arrived.resolve()
      return new Promise<Response>(() => {})
    })
    const server = await start(app)
    const response = fetch(server.url).catch((error: unknown) => error)
    await arrived.promise
    await server.close(10)
    expect(await response).toBeInstanceOf(Error)
  })

  test('a client that goes away aborts the signal and the body of its request', async () => {
    const seen = { chunks: 0, aborted: false, threw: false }
    const app = new Hono<HttpEnv>().post('/', async (c) => {
      c.req.raw.signal.addEventListener('abort', () => {
        seen.aborted = true
      })
      try {
        for await (const _chunk of requestBody(c)) seen.chunks += 1
      } catch {
        seen.threw = true
      }
      return c.text('')
    })
    const server = await start(app)
    const request = await slowRequest(`${server.url}/`, { 'Content-Length': 1000 })
    await request.send('some bytes')
    await waitUntil(
      async () => seen.chunks,
      (chunks) => chunks > 0,
    )
    request.destroy()
    await waitUntil(
      async () => seen,
      ({ aborted, threw }) => aborted && threw,
    )
    expect(seen).toEqual({ chunks: 1, aborted: true, threw: true })
  })

  test('a body may take far longer than the idle time-out, as long as it moves', async () => {
    const app = new Hono<HttpEnv>().post('/', async (c) => {
      let sizeBytes = 0
      for await (const chunk of requestBody(c)) sizeBytes += chunk.byteLength
      return c.text(`${sizeBytes} bytes`)
    })
    // the stalled one breaks
    app.onError((_error, c) => c.text('broken'))
    const server = await start(app, { idleTimeoutSeconds: 8 })
    const slowly = await slowRequest(`${server.url}/`, { 'Content-Length': 20 })
    const stalled = await slowRequest(`${server.url}/`, { 'Content-Length': 20 })
    await stalled.send('x')
    for (let sent = 0; sent < 20; sent += 1) {
      await new Promise((resolve) => setTimeout(resolve, 800))
      await slowly.send('x')
    }
    expect((await slowly.answer()).body).toBe('20 bytes')
    expect((await stalled.answer()).status).toBe(0)
  }, 60_000)
})
