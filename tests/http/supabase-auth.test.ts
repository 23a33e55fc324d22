import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { supabaseTokens } from '../../src/http/tokens/supabase-tokens.ts'
import { type FakeSupabase, startFakeSupabase } from '../../src/testing/fakes/supabase/server.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const ADMIN = { app_metadata: { provider: 'email', role: 'admin' } }

let clock: ReturnType<typeof createManualClock>
let fake: FakeSupabase
let verify: ReturnType<typeof supabaseTokens>
beforeEach(async () => {
  clock = createManualClock(new Date('2026-06-01T12:00:00Z'))
  fake = await startFakeSupabase({ nowMs: () => clock.now().getTime() })
  verify = supabaseTokens({ url: fake.url, jwtSecret: fake.jwtSecret, clock })
})
afterEach(() => fake.close())

/** Of an admin, and good for longer than any test lasts. */
const mint = (key: string, more: Partial<Parameters<FakeSupabase['auth']['mint']>[0]> = {}) =>
  fake.auth.mint({ key, claims: ADMIN, lifeSeconds: 2 * (DAY_MS / 1000), ...more })

const outcome = (token: string) =>
  verify(token).match(
    () => 'accepted',
    (refusal) => refusal.reason,
  )

describe('tokens of Supabase Auth', () => {
  test.each(['ES256', 'RS256', 'EdDSA'] as const)('signed with %s', async (algorithm) => {
    const token = await mint(await fake.auth.addKey(algorithm))
    expect(await outcome(token)).toBe('accepted')
  })

  test('signed with the shared secret, beside those signed with a key', async () => {
    const key = await fake.auth.addKey('ES256')
    expect(await outcome(await mint('secret'))).toBe('accepted')
    expect(await outcome(await mint(key))).toBe('accepted')
    expect(fake.auth.keySetRequests()).toBe(1)
  })

  test('of people who are no admins', async () => {
    const token = await mint(await fake.auth.addKey('ES256'), { claims: {} })
    expect(await outcome(token)).toBe('not_an_admin')
  })

  test('the keys of the project are no tokens', async () => {
    for (const key of Object.values(fake.keys)) expect(await outcome(key)).toBe('invalid_token')
  })

  test('a key must be named, and by its own name', async () => {
    const [mine, other] = [await fake.auth.addKey('ES256'), await fake.auth.addKey('ES256')]
    expect(await outcome(await mint(mine, { kid: null }))).toBe('invalid_token')
    expect(await outcome(await mint(mine, { kid: other }))).toBe('invalid_token')
    expect(await outcome(await mint(mine))).toBe('accepted')
  })

  test('of another project', async () => {
    const key = await fake.auth.addKey('ES256')
    const claims = { ...ADMIN, iss: 'https://other.supabase.co/auth/v1' }
    expect(await outcome(await mint(key, { claims }))).toBe('invalid_token')
  })
})

describe('keys that change', () => {
  test('a new key is found when its first token comes', async () => {
    const old = await fake.auth.addKey('ES256')
    expect(await outcome(await mint(old))).toBe('accepted')
    const next = await fake.auth.addKey('ES256')
    clock.advance(2 * MINUTE_MS)
    expect(await outcome(await mint(next))).toBe('accepted')
    expect(await outcome(await mint(old))).toBe('accepted')
    expect(fake.auth.keySetRequests()).toBe(2)
  })

  test('a withdrawn key is refused within ten minutes', async () => {
    const key = await fake.auth.addKey('ES256')
    const token = await mint(key)
    await fake.auth.addKey('RS256')
    expect(await outcome(token)).toBe('accepted')
    fake.auth.revokeKey(key)
    expect(await outcome(token)).toBe('accepted')
    clock.advance(10 * MINUTE_MS)
    expect(await outcome(token)).toBe('invalid_token')
  })

  test('names that nobody knows cause one request a minute', async () => {
    const key = await fake.auth.addKey('ES256')
    const forged = await mint(key, { kid: 'made-up' })
    for (let minute = 0; minute < 3; minute += 1) {
      for (let time = 0; time < 20; time += 1) expect(await outcome(forged)).toBe('invalid_token')
      clock.advance(MINUTE_MS)
    }
    expect(fake.auth.keySetRequests()).toBe(3)
  })

  test('many who come at once cause one request', async () => {
    const token = await mint(await fake.auth.addKey('ES256'))
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(token)))
    expect(new Set(outcomes)).toEqual(new Set(['accepted']))
    expect(fake.auth.keySetRequests()).toBe(1)
  })

  test('a key that is not published yet is accepted once it is', async () => {
    await fake.auth.addKey('ES256')
    const next = await fake.auth.addKey('ES256', { publish: false })
    const token = await mint(next)
    expect(await outcome(token)).toBe('invalid_token')
    fake.auth.publishKey(next)
    expect(await outcome(token)).toBe('invalid_token')
    clock.advance(MINUTE_MS)
    expect(await outcome(token)).toBe('accepted')
  })
})

describe('while the key set can not be had', () => {
  test('known keys go on working for a day', async () => {
    const token = await mint(await fake.auth.addKey('ES256'))
    expect(await outcome(token)).toBe('accepted')
    fake.auth.setOutage(true)
    clock.advance(DAY_MS - MINUTE_MS)
    expect(await outcome(token)).toBe('accepted')
    clock.advance(MINUTE_MS)
    expect(await outcome(token)).toBe('unverifiable')
    fake.auth.setOutage(false)
    clock.advance(MINUTE_MS)
    expect(await outcome(token)).toBe('accepted')
  })

  test('unknown keys are neither accepted nor refused, the secret needs none', async () => {
    const key = await fake.auth.addKey('ES256')
    fake.auth.setOutage(true)
    expect(await outcome(await mint(key))).toBe('unverifiable')
    expect(await outcome(await mint('secret'))).toBe('accepted')
  })

  test('it is asked for every ten seconds, not with every token', async () => {
    const token = await mint(await fake.auth.addKey('ES256'))
    fake.auth.setOutage(true)
    for (let time = 0; time < 10; time += 1) expect(await outcome(token)).toBe('unverifiable')
    expect(fake.auth.keySetRequests()).toBe(1)
    clock.advance(10_000)
    fake.auth.setOutage(false)
    expect(await outcome(token)).toBe('accepted')
    expect(fake.auth.keySetRequests()).toBe(2)
  })

  test('an answer that is no key set is an outage', async () => {
    const token = await mint(await fake.auth.addKey('ES256'))
    fake.faults.add({ answer: { status: 200, body: '<html>maintenance</html>' } })
    expect(await outcome(token)).toBe('unverifiable')
    fake.faults.add({ truncateText: true })
    clock.advance(10_000)
    expect(await outcome(token)).toBe('unverifiable')
  })
})
