import { PRIORITY_TURNS } from '../../../ports/queue-order.ts'
import { expect, test } from '../../runner.ts'
import { type Bench, LONG_MS, SHORT_MS } from './support.ts'

const MANY = 1_000

/** Owners take turns. */
export function fairnessSuite(bench: () => Bench): void {
  /** So many ids of an owner, all due together. */
  async function fill(ownerId: string, count: number, priority = 0): Promise<string[]> {
    const { queue, under, nextId } = bench()
    const runAt = await under.now()
    const ids = Array.from({ length: count }, nextId)
    const jobs = ids.map((id) => ({ id, type: 'transcribe' as const, ownerId, priority, runAt }))
    ;(await queue.enqueue(jobs))._unsafeUnwrap()
    return ids
  }
  const takeIds = async (count: number) => bench().ids(await bench().take(count))
  const ownersOf = (ids: readonly string[], ...of: readonly (readonly string[])[]) =>
    ids.map((id) => of.findIndex((one) => one.includes(id))).join('')

  test("a thousand of one owner don't hold up the only one of another", async () => {
    const many = await fill('a', MANY)
    expect(await takeIds(3)).toEqual(many.slice(0, 3))
    const [single] = await fill('b', 1)
    expect(await takeIds(3)).toEqual([single, ...many.slice(3, 5)] as string[])
    const [again] = await fill('b', 1)
    expect(await takeIds(2)).toEqual([again, many[5]] as string[])
  })

  test('those who have several take turns, each in the order of his own', async () => {
    const [a, b, c] = [await fill('a', 5), await fill('b', 2), await fill('c', 3)]
    const taken = await takeIds(20)
    expect(ownersOf(taken, a, b, c)).toBe('0120120200')
    for (const own of [a, b, c]) expect(taken.filter((id) => own.includes(id))).toEqual(own)
  })

  test('nobody gets more by asking anew after each turn', async () => {
    const many = await fill('a', 20)
    const drops: string[] = []
    for (let turns = 0; turns < 10; turns += 1) {
      drops.push(...(await fill('b', 1)))
      const leases = await bench().take(2)
      expect(ownersOf(bench().ids(leases), many, drops).split('').toSorted().join('')).toBe('01')
      await bench().queue.ack(leases)
    }
  })

  test('whoever has priority goes first, of his own and of others, but not for ever', async () => {
    const [a, b, c] = [await fill('a', 50), await fill('b', 50), await fill('c', 300)]
    expect(ownersOf(await takeIds(4), a, b, c)).toBe('0120')
    const urgent = await fill('a', 1, 9)
    expect(await takeIds(1)).toEqual(urgent)
    const flood = await fill('d', 2 * 9 * PRIORITY_TURNS, 9)
    const taken = await takeIds(9 * PRIORITY_TURNS + 20)
    expect(taken.slice(0, 9 * PRIORITY_TURNS - 1).every((id) => flood.includes(id))).toBe(true)
    const rest = ownersOf(taken.slice(-8), a, b, c, flood)
    for (const owner of '0123') expect(rest).toContain(owner)
  })

  test('turns stay right when ids are given back, delayed, dropped, paused and lost', async () => {
    const { queue, take, ids, under, add } = bench()
    const [a, b] = [await fill('a', 4), await fill('b', 4)]
    const [first, second] = [await take(1), await take(1, SHORT_MS)]
    expect(ownersOf(ids([...first, ...second]), a, b)).toBe('01')
    await queue.release(first, 0)
    await add(a[3] ?? '', { dueAgoMs: -LONG_MS })
    await queue.drop([b[1] ?? '', b[2] ?? ''].map((id) => ({ id, type: 'transcribe' })))
    await queue.setPaused('transcribe', true)
    expect(await takeIds(5)).toEqual([])
    await queue.setPaused('transcribe', false)
    await under.advance(SHORT_MS)
    const taken = await takeIds(10)
    expect(ownersOf(taken, a, b)).toBe('010100')
    expect(taken.toSorted()).toEqual([...a, b[0], b[3]].toSorted() as string[])
  })

  test('an owner may have any name', async () => {
    const names = ['', ' ', '{a}', 'a:b', 'ünï', 'x'.repeat(200)]
    const owned: (readonly string[])[] = []
    for (const name of names) owned.push(await fill(name, 2))
    const turns = ownersOf(await takeIds(12), ...owned)
    expect(turns.slice(0, 6).split('').toSorted().join('')).toBe('012345')
    expect(turns.slice(6)).toBe(turns.slice(0, 6))
  })
}
