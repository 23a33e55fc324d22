import { describe, expect, test } from 'bun:test'
import { setImmediate as nextTick } from 'node:timers/promises'
import fc from 'fast-check'
import { gather } from '../../../src/adapters/system/gather.ts'

/** Runs that end when they are told to. */
function heldRuns() {
  const batches: { readonly items: readonly number[]; readonly end: () => void }[] = []
  const run = async (items: readonly number[]) => {
    const held = Promise.withResolvers<void>()
    batches.push({ items, end: held.resolve })
    await held.promise
    return items.map((item) => item * 10)
  }
  return { batches, run }
}

describe('gather', () => {
  test('what comes in one moment runs together, each gets its own answer', async () => {
    const { batches, run } = heldRuns()
    const ask = gather(run, { mostAtOnce: 10, runs: 1 })
    const answers = Promise.all([1, 2, 3].map(ask))
    await nextTick()
    await nextTick()
    expect(batches.map(({ items }) => items)).toEqual([[1, 2, 3]])
    batches[0]?.end()
    expect(await answers).toEqual([10, 20, 30])
  })

  test('as many runs at a time as allowed; who comes meanwhile goes into the next', async () => {
    const { batches, run } = heldRuns()
    const ask = gather(run, { mostAtOnce: 10, runs: 2 })
    const answers: Promise<number>[] = []
    for (const item of [1, 2, 3, 4]) {
      answers.push(ask(item))
      await nextTick()
      await nextTick()
    }
    expect(batches.map(({ items }) => items)).toEqual([[1], [2]])
    batches[1]?.end()
    await answers[1]
    await nextTick()
    expect(batches.map(({ items }) => items)).toEqual([[1], [2], [3, 4]])
    for (const { end } of batches) end()
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40])
  })

  test('one that can not be served takes no other along', async () => {
    const sizes: number[] = []
    const ask = gather(
      async (items: readonly number[]) => {
        sizes.push(items.length)
        if (items.includes(2)) throw new Error('no 2')
        return items
      },
      { mostAtOnce: 10, runs: 1 },
    )
    const answers = await Promise.allSettled([1, 2, 3].map(ask))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(sizes).toEqual([3, 1, 1, 1])
    expect(await ask(4)).toBe(4)
  })

  test('a run takes no more than the weight it may have; what weighs more runs by itself', async () => {
    const { batches, run } = heldRuns()
    const ask = gather(run, { mostAtOnce: 3, runs: 1, weight: { most: 10, of: (item) => item } })
    const answers = Promise.all([4, 6, 1, 99, 2, 2, 2, 2].map(ask))
    for (let ended = 0; ended < 5; ended += 1) {
      while (batches.length <= ended) await nextTick()
      batches[ended]?.end()
    }
    expect(await answers).toEqual([40, 60, 10, 990, 20, 20, 20, 20])
    expect(batches.map(({ items }) => items)).toEqual([[4, 6], [1], [99], [2, 2, 2], [2]])
  })

  test('whatever comes when: everyone is answered once, no run is too large, none too many', async () => {
    const limits = fc.record({
      mostAtOnce: fc.integer({ min: 1, max: 5 }),
      runs: fc.integer({ min: 1, max: 3 }),
    })
    const moments = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(limits, moments, async ({ mostAtOnce, runs }, sizes) => {
        let running = 0
        const served: number[] = []
        const ask = gather(
          async (items: readonly number[]) => {
            running += 1
            expect(running).toBeLessThanOrEqual(runs)
            expect(items.length).toBeLessThanOrEqual(mostAtOnce)
            served.push(...items)
            await nextTick()
            running -= 1
            return items.map(String)
          },
          { mostAtOnce, runs },
        )
        let next = 0
        const answers: Promise<string>[] = []
        for (const size of sizes) {
          for (let index = 0; index < size; index += 1) answers.push(ask(next++))
          await nextTick()
        }
        expect(await Promise.all(answers)).toEqual(Array.from({ length: next }, (_, item) => String(item)))
        expect(served.toSorted((a, b) => a - b)).toEqual(Array.from({ length: next }, (_, item) => item))
      }),
    )
  })
})
