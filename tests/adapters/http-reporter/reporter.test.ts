import { afterEach, describe, expect, test } from 'bun:test'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHttpReporter } from '../../../src/adapters/http-reporter/reporter.ts'
import { startHttpServer } from '../../../src/http/serve.ts'
import { reporterContract } from '../../../src/testing/contracts/reporter.contract.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { addBook, createTestApi, WORKER_TOKEN } from '../../support/http-api.ts'
import { reporterWorld } from '../../support/reporter-world.ts'

const listen = (api: ReturnType<typeof createTestApi>) =>
  startHttpServer({ app: api.app, host: '127.0.0.1', port: 0 })

reporterContract({
  name: 'http, on a listening API',
  create: async () => {
    const api = createTestApi()
    const server = await listen(api)
    const reporter = createHttpReporter({ baseUrl: server.url, token: WORKER_TOKEN })
    return reporterWorld(api, { reporter, close: () => server.close(0) })
  },
})

const JOB_ID = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'
const claim = { jobId: JOB_ID, epoch: 1 }
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A server that answers as told, to calls that the reporter makes. */
async function against(listener: RequestListener) {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const reporter = createHttpReporter({ baseUrl: `http://127.0.0.1:${port}/`, token: 't', timeoutMs: 300 })
  return reporter
}

const answering = (status: number, body = '{}', headers: Record<string, string> = {}) =>
  against((_request, response) => {
    response.writeHead(status, headers).end(body)
  })

describe('http reporter', () => {
  test.each([
    [500, 'transient', 'api_unavailable'],
    [503, 'transient', 'api_unavailable'],
    [429, 'transient', 'api_unavailable'],
    [401, 'permanent', 'worker_token_refused'],
    [403, 'permanent', 'worker_token_refused'],
    [400, 'permanent', 'report_refused'],
    [404, 'transient', 'not_the_api'],
    [200, 'transient', 'not_the_api'],
  ])('an answer of %i that is not the one of the API: %s', async (status, kind, code) => {
    const reporter = await answering(status)
    for (const report of [
      reporter.complete(claim),
      reporter.start(JOB_ID, 'w'),
      reporter.heartbeat([claim]),
    ]) {
      const error = (await report)._unsafeUnwrapErr()
      expect([error.kind, error.code] as string[]).toEqual([kind, code])
    }
  })

  test('the wait that the API asks for is passed on', async () => {
    const reporter = await answering(503, '{}', { 'Retry-After': '7' })
    expect((await reporter.complete(claim))._unsafeUnwrapErr()).toMatchObject({ retryAfterMs: 7_000 })
  })

  test('a refused token is said in words that help, without the token', async () => {
    const reporter = await answering(401)
    expect((await reporter.complete(claim))._unsafeUnwrapErr().message).toContain('WORKER_TOKEN')
  })

  test('no answer in time and a broken connection are transient', async () => {
    const silent = await against(() => {})
    expect((await silent.complete(claim))._unsafeUnwrapErr().code).toBe('api_unreachable')
    const cut = await against((request) => request.socket.destroy())
    expect((await cut.heartbeat([claim]))._unsafeUnwrapErr().code).toBe('api_unreachable')
  })

  test('a start whose answer was lost is repeated, and keeps the claim that it got', async () => {
    const api = createTestApi()
    const [job] = addBook(api).jobs
    if (job === undefined) throw new Error('a book has jobs')
    const server = await listen(api)
    let lost = 0
    const losing = (async (url: string, init: RequestInit) => {
      const response = await fetch(url, init)
      if (lost > 0) return response
      lost += 1
      throw new TypeError('the connection broke')
    }) as typeof fetch
    const reporter = createHttpReporter({ baseUrl: server.url, token: WORKER_TOKEN, fetch: losing })
    expect(await expectOk(reporter.start(job.id, 'w'))).toMatchObject({ id: job.id, epoch: 1 })
    expect(lost).toBe(1)
    expect(await expectOk(reporter.start(job.id, 'w'))).toBeNull()
    await server.close(0)
  })

  test('all claims of a worker go in one call', async () => {
    const bodies: string[] = []
    const reporter = await against((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        bodies.push(`${request.url} ${body}`)
        response.end('{"stale":[]}')
      })
    })
    await expectOk(reporter.heartbeat(Array.from({ length: 200 }, () => claim)))
    expect(bodies).toHaveLength(1)
    expect(bodies[0]).toStartWith('/api/v1/admin/jobs/heartbeats ')
  })

  test('whatever an engine says, its failure is taken', async () => {
    const api = createTestApi()
    const server = await listen(api)
    const world = reporterWorld(api, {
      reporter: createHttpReporter({ baseUrl: server.url, token: WORKER_TOKEN }),
      close: () => server.close(0),
    })
    await expectOk(world.reporter.start(world.jobId, 'w'))
    const wild = { kind: 'throttled', code: 'HTTP-418 !', message: `\u0000${'x'.repeat(5_000)}` } as const
    const answer = await expectOk(
      world.reporter.fail({ jobId: world.jobId, epoch: 1 }, { ...wild, retryAfterMs: 1e15 }),
    )
    expect(answer.answer).toBe('accepted')
    expect(world.job(world.jobId).errorHistory[0]).toMatchObject({ code: 'http_418_' })
    await world.close()
  })
})

describe('starts and ends of one moment', () => {
  test('go in one call, and each learns its own answer', async () => {
    const api = createTestApi()
    const server = await listen(api)
    const paths: string[] = []
    const reporter = createHttpReporter({
      baseUrl: server.url,
      token: WORKER_TOKEN,
      fetch: Object.assign(
        (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
          paths.push(new URL(String(input)).pathname)
          return fetch(input, init)
        },
        { preconnect: fetch.preconnect },
      ),
    })
    try {
      const jobIds = [addBook(api), addBook(api), addBook(api)].map(({ jobs }) => jobs[0]?.id ?? '')
      const unknown = '00000000-0000-7000-8000-00000000dead'
      const started = await Promise.all([...jobIds, unknown].map((id) => expectOk(reporter.start(id, 'w1'))))
      expect(started.map((job) => job?.id ?? null)).toEqual([...jobIds, null])
      const claims = jobIds.map((jobId, index) => ({ jobId, epoch: index === 1 ? 9 : 1 }))
      const ended = await Promise.all(claims.map((held) => expectOk(reporter.complete(held))))
      expect(ended).toEqual(['accepted', 'stale', 'accepted'])
      expect(paths).toEqual(['/api/v1/admin/jobs/reports', '/api/v1/admin/jobs/reports'])
    } finally {
      await server.close(0)
    }
  })

  test('a report that the API finds malformed is not held against the others', async () => {
    const api = createTestApi()
    const server = await listen(api)
    const reporter = createHttpReporter({ baseUrl: server.url, token: WORKER_TOKEN })
    try {
      const jobId = addBook(api).jobs[0]?.id ?? ''
      const [good, bad] = await Promise.all([reporter.start(jobId, 'w1'), reporter.start('no-uuid', 'w1')])
      expect(good._unsafeUnwrap()?.id).toBe(jobId)
      expect(bad._unsafeUnwrapErr().code).toBe('report_refused')
    } finally {
      await server.close(0)
    }
  })
})
