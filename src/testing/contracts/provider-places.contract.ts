import { randomUUID } from 'node:crypto'
import type { ProviderPlaces } from '../../ports/provider-places.ts'
import { expectOk } from '../expect/expect-ok.ts'
import { afterEach, beforeEach, describe, expect, test } from '../runner.ts'

export interface PlacesUnderTest {
  /** At least two on the same places, as two workers have; one process may give the same twice. */
  readonly workers: readonly [ProviderPlaces, ProviderPlaces]
  /** Lets at least so much time pass. */
  advance(durationMs: number): Promise<void>
  close(): Promise<void>
}

const LONG_MS = 600_000
const SHORT_MS = 100

/** What `ProviderPlaces` promises. Every implementation runs it. */
export function providerPlacesContract(options: {
  readonly name: string
  readonly create: () => Promise<PlacesUnderTest>
}): void {
  describe(`provider places: ${options.name}`, () => {
    let world: PlacesUnderTest
    let key: string
    beforeEach(async () => {
      world = await options.create()
      key = randomUUID()
    })
    afterEach(() => world.close())
    const take = (holder: string, worker: 0 | 1 = 0, leaseMs = LONG_MS, limit = 2) =>
      expectOk(world.workers[worker].take(key, holder, limit, leaseMs))

    test('there are no more than the limit, for all workers together', async () => {
      expect([await take('a'), await take('b', 1), await take('c'), await take('d', 1)]).toEqual([
        true,
        true,
        false,
        false,
      ])
      await expectOk(world.workers[1].leave(key, 'a'))
      await expectOk(world.workers[1].leave(key, 'a'))
      expect([await take('c'), await take('a')]).toEqual([true, false])
      expect(await expectOk(world.workers[0].take(`${key} of another`, 'a', 2, LONG_MS))).toBe(true)
    })

    test('whoever has a place keeps it by asking again, from wherever, also when the limit was lowered', async () => {
      expect([await take('a'), await take('b')]).toEqual([true, true])
      expect([await take('a', 1), await take('b', 1, LONG_MS, 1), await take('c')]).toEqual([
        true,
        true,
        false,
      ])
    })

    test('a place that nobody prolongs is free when its time is over; asking for less does not shorten it', async () => {
      expect([
        await take('a', 0, SHORT_MS),
        await take('b', 0, LONG_MS),
        await take('b', 0, SHORT_MS),
      ]).toEqual([true, true, true])
      expect(await take('c')).toBe(false)
      await world.advance(SHORT_MS)
      expect([await take('c'), await take('d')]).toEqual([true, false])
    })

    test('of many who ask at once no more get one', async () => {
      const asked = Array.from({ length: 50 }, (_, index) =>
        take(`${index}`, index % 2 === 0 ? 0 : 1, LONG_MS, 7),
      )
      expect((await Promise.all(asked)).filter((taken) => taken).length).toBe(7)
    })
  })
}
