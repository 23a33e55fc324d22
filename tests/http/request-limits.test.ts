import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createMemoryRateLimiter } from '../../src/adapters/memory/rate-limiter.ts'
import type { RequestLimits } from '../../src/http/limit-requests.ts'
import { createRequestLimiter } from '../../src/http/request-limiter.ts'
import { transientError } from '../../src/ports/port-error.ts'
import { createTestApi, readProblem, WORKER_TOKEN } from '../support/http-api.ts'

const BOOKS = '/admin/audiobooks'
const NOBODY = '00000000-0000-4000-8000-000000000000'

function limitedApi(limits: Partial<RequestLimits>) {
  const clock = createManualClock()
  const limiter = createRequestLimiter({ clock, shared: null })
  const requestLimits = {
    ...{ limiter, adminPerMinute: null, workerPerMinute: null, failuresPerMinute: null, trustedProxies: 0 },
    ...limits,
  }
  return { clock, api: createTestApi({ requestLimits }) }
}

describe('requests of a token', () => {
  test('are counted, told, and refused with the time to wait once they are too many', async () => {
    const { api, clock } = limitedApi({ adminPerMinute: 3 })
    for (const remaining of [2, 1, 0]) {
      const response = await api.call(BOOKS)
      expect([response.status, response.headers.get('ratelimit')]).toEqual([
        200,
        `"requests";r=${remaining};t=60`,
      ])
      expect(response.headers.get('ratelimit-policy')).toBe('"requests";q=3;w=60')
    }
    const refused = await api.call(BOOKS)
    expect((await readProblem(refused.clone(), 429)).code).toBe('too_many_requests')
    expect(refused.headers.get('retry-after')).toBe('20')
    expect(refused.headers.get('ratelimit')).toBe('"requests";r=0;t=20')
    clock.advance(20_000)
    expect((await api.call(BOOKS)).status).toBe(200)
    expect((await api.call(BOOKS)).status).toBe(429)
  })

  test('of workers have a limit of their own, and probes none', async () => {
    const { api } = limitedApi({ adminPerMinute: 1, workerPerMinute: 2 })
    const report = () =>
      api.call(`/admin/jobs/${NOBODY}/status`, {
        ...{ method: 'POST', token: WORKER_TOKEN, json: { event: 'start', worker_id: 'w' } },
      })
    expect((await report()).status).toBe(404)
    expect((await report()).status).toBe(404)
    expect((await report()).status).toBe(429)
    expect((await api.call(BOOKS)).status).toBe(200)
    expect((await api.call(BOOKS)).status).toBe(429)
    expect((await api.call('/healthz', { token: null })).status).toBe(200)
  })

  test('of one user are counted together, whatever its tokens', async () => {
    const limiter = createRequestLimiter({ clock: createManualClock(), shared: null })
    const api = createTestApi({
      requestLimits: {
        ...{ limiter, adminPerMinute: 1, workerPerMinute: null, failuresPerMinute: null, trustedProxies: 0 },
      },
      tokens: {
        verifyAdmin: (token) => okAsync({ ownerId: token.startsWith('a') ? 'ann' : 'bob', seesAll: false }),
        verifyWorker: () => errAsync({ reason: 'invalid_token' }),
      },
    })
    expect((await api.call(BOOKS, { token: 'a1' })).status).toBe(200)
    expect((await api.call(BOOKS, { token: 'a2' })).status).toBe(429)
    expect((await api.call(BOOKS, { token: 'b1' })).status).toBe(200)
  })
})

describe('refused tokens', () => {
  const guess = { token: 'a-guess' }

  test('stop an address from guessing on, and not who was let in from there before', async () => {
    const { api, clock } = limitedApi({ failuresPerMinute: 2 })
    expect((await api.call(BOOKS)).status).toBe(200)
    for (let times = 0; times < 2; times += 1) expect((await api.call(BOOKS, guess)).status).toBe(401)
    const refused = await api.call(BOOKS, guess)
    expect((await readProblem(refused.clone(), 429)).code).toBe('too_many_failures')
    expect(refused.headers.get('retry-after')).toBe('30')
    expect((await api.call(BOOKS)).status).toBe(200)
    clock.advance(30_000)
    expect((await api.call(BOOKS, guess)).status).toBe(401)
    expect((await api.call(BOOKS, guess)).status).toBe(429)
  })

  test('are counted by what the nearest trusted proxy saw, not by what the client invents', async () => {
    const { api } = limitedApi({ failuresPerMinute: 1, trustedProxies: 1 })
    const from = (forwarded: string) =>
      api.call(BOOKS, { ...guess, headers: { 'x-forwarded-for': forwarded } })
    expect((await from('10.0.0.1')).status).toBe(401)
    expect((await from('203.0.113.9, 10.0.0.1')).status).toBe(429)
    expect((await from('10.0.0.1, 203.0.113.9')).status).toBe(401)
    expect((await from('2001:db8:1:2::1')).status).toBe(401)
    expect((await from('2001:db8:1:2:ffff::9')).status).toBe(429)
    expect((await from('2001:db8:1:3::1')).status).toBe(401)
  })

  test('are counted together where the header is not trusted', async () => {
    const { api } = limitedApi({ failuresPerMinute: 1 })
    const from = (forwarded: string) =>
      api.call(BOOKS, { ...guess, headers: { 'x-forwarded-for': forwarded } })
    expect((await from('10.0.0.1')).status).toBe(401)
    expect((await from('10.0.0.2')).status).toBe(429)
  })
})

describe('a limit that processes share', () => {
  const PER_MINUTE = 600

  test('holds over all of them, and one question there is worth many requests', async () => {
    const clock = createManualClock()
    const memory = createMemoryRateLimiter({ clock })
    let questions = 0
    const shared = {
      reserve: (demands: Parameters<typeof memory.reserve>[0]) => {
        questions += 1
        return memory.reserve(demands)
      },
    }
    const limiters = [createRequestLimiter({ clock, shared }), createRequestLimiter({ clock, shared })]
    let allowed = 0
    for (let times = 0; times < 6_000; times += 1) {
      const allowance = await limiters[times % 2]?.take('token', 6_000)
      if (allowance?.waitMs === 0) allowed += 1
    }
    expect(allowed).toBe(6_000)
    expect(questions).toBe(600)
    expect((await limiters[0]?.take('token', 6_000))?.waitMs).toBeGreaterThan(0)
  })

  test('is kept by each process alone while nobody answers', async () => {
    const shared = { reserve: () => errAsync(transientError('redis_down', 'down')) }
    const limiter = createRequestLimiter({ clock: createManualClock(), shared })
    let allowed = 0
    for (let times = 0; times < 2 * PER_MINUTE; times += 1) {
      if ((await limiter.take('token', PER_MINUTE)).waitMs === 0) allowed += 1
    }
    expect(allowed).toBe(PER_MINUTE)
  })
})
