import { randomUUID } from 'node:crypto'
import type { RateDemand, RateLimiter } from '../../ports/rate-limiter.ts'
import { expectOk } from '../expect/expect-ok.ts'
import { afterEach, beforeEach, describe, expect, test } from '../runner.ts'

export interface LimiterUnderTest {
  /** Several limiters on the same limits, as several workers have. */
  readonly limiters: readonly RateLimiter[]
  /** Moves what was taken so far into the past, as if that time had passed. */
  elapse(durationMs: number): Promise<void>
  close(): Promise<void>
}

const MINUTE_MS = 60_000
/** What was taken counts by the second in which it was. */
const SLOT_MS = 1_000

/** What `RateLimiter` promises. Every implementation runs it. */
export function rateLimiterContract(options: {
  readonly name: string
  readonly create: () => Promise<LimiterUnderTest>
}): void {
  describe(`rate limiter: ${options.name}`, () => {
    let world: LimiterUnderTest
    let key: string
    beforeEach(async () => {
      world = await options.create()
      key = randomUUID()
    })
    afterEach(() => world.close())

    const demand = (amount: number, perMinute: number, of = key): RateDemand => ({
      key: of,
      amount,
      perMinute,
    })
    const reserve = (...demands: RateDemand[]) => {
      const [limiter] = world.limiters
      if (limiter === undefined) throw new Error('no limiter')
      return expectOk(limiter.reserve(demands))
    }

    test('what is allowed is granted, then it takes until a minute is over', async () => {
      for (let taken = 0; taken < 3; taken += 1) expect(await reserve(demand(1, 3))).toBe(0)
      const waitMs = await reserve(demand(1, 3))
      expect(waitMs).toBeGreaterThan(0)
      expect(waitMs).toBeLessThanOrEqual(MINUTE_MS + SLOT_MS)
      await world.elapse(MINUTE_MS / 2)
      expect(await reserve(demand(1, 3))).toBeGreaterThan(0)
      await world.elapse(MINUTE_MS / 2 + SLOT_MS)
      expect(await reserve(demand(1, 3))).toBe(0)
    })

    test('the window slides: what was taken later is free later', async () => {
      expect(await reserve(demand(60, 100))).toBe(0)
      await world.elapse(30_000)
      expect(await reserve(demand(40, 100))).toBe(0)
      await world.elapse(30_000 + SLOT_MS)
      expect(await reserve(demand(60, 100))).toBe(0)
      const waitMs = await reserve(demand(1, 100))
      expect(waitMs).toBeGreaterThan(0)
      expect(waitMs).toBeLessThanOrEqual(30_000)
    })

    test('waiting as long as it says helps', async () => {
      expect(await reserve(demand(80, 100))).toBe(0)
      const waitMs = await reserve(demand(50, 100))
      expect(waitMs).toBeGreaterThan(0)
      await world.elapse(waitMs)
      expect(await reserve(demand(50, 100))).toBe(0)
    })

    test('all of a demand is taken, or nothing of it', async () => {
      const other = randomUUID()
      expect(await reserve(demand(10, 10, other))).toBe(0)
      expect(await reserve(demand(1, 2), demand(1, 10, other))).toBeGreaterThan(0)
      expect(await reserve(demand(2, 2))).toBe(0)
    })

    test('more than a minute allows is granted once the minute is free, and fills it', async () => {
      expect(await reserve(demand(500, 100))).toBe(0)
      expect(await reserve(demand(1, 100))).toBeGreaterThan(0)
      await world.elapse(MINUTE_MS + SLOT_MS)
      expect(await reserve(demand(1, 100))).toBe(0)
      expect(await reserve(demand(500, 100))).toBeGreaterThan(0)
    })

    test('nothing demanded is granted, and keys do not know each other', async () => {
      expect(await reserve()).toBe(0)
      expect(await reserve(demand(1, 1))).toBe(0)
      expect(await reserve(demand(1, 1, randomUUID()))).toBe(0)
    })

    test('workers that ask at once share one limit', async () => {
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, index) => {
          const limiter = world.limiters[index % world.limiters.length]
          if (limiter === undefined) throw new Error('no limiter')
          return expectOk(limiter.reserve([demand(1, 7)]))
        }),
      )
      expect(answers.filter((waitMs) => waitMs === 0)).toHaveLength(7)
    })
  })
}
