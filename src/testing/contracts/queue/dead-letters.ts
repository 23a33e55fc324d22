import type { JobType } from '../../../domain/job/job.ts'
import type { DeadLetterPage } from '../../../ports/dead-letters.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { type Bench, LONG_MS } from './support.ts'

export function deadLettersSuite(bench: () => Bench): void {
  const letter = (id: string, type: JobType = 'transcribe') => ({ id, type, failedAt: new Date(1_000) })

  async function shown(type: JobType = 'transcribe'): Promise<string[]> {
    const ids = new Set<string>()
    let cursor: string | null = null
    do {
      const page: DeadLetterPage = await expectOk(bench().queue.listFailed(type, cursor))
      for (const id of page.ids) ids.add(id)
      cursor = page.next
    } while (cursor !== null)
    return [...ids].toSorted()
  }

  test('shows dead letters by type until they are forgotten; repeating either is harmless', async () => {
    const { queue, nextId } = bench()
    const [first, second, other] = [nextId(), nextId(), nextId()]
    expect(await shown()).toEqual([])
    await expectOk(queue.recordFailed([]))
    await expectOk(queue.recordFailed([letter(second), letter(first), letter(other, 'tag')]))
    await expectOk(queue.recordFailed([letter(first)]))
    expect([await shown(), await shown('tag'), await shown('embed')]).toEqual([[first, second], [other], []])
    for (let times = 0; times < 2; times += 1) {
      await expectOk(queue.forgetFailed([letter(first), letter(other, 'tag')]))
    }
    expect([await shown(), await shown('tag')]).toEqual([[second], []])
  })

  test('shows thousands, each of them', async () => {
    const { queue, nextId } = bench()
    const ids = Array.from({ length: 3_500 }, nextId)
    await expectOk(queue.recordFailed(ids.map((id) => letter(id))))
    expect(await shown()).toEqual(ids.toSorted())
    await expectOk(queue.forgetFailed(ids.map((id) => letter(id))))
    expect(await shown()).toEqual([])
  })

  test('neither hands them out nor counts them; dropping an id forgets it', async () => {
    const { queue, add, take, ids, nextId, counts } = bench()
    const [dead, both] = [nextId(), nextId()]
    await expectOk(queue.recordFailed([letter(dead), letter(both)]))
    expect(await take(5)).toEqual([])
    expect(await counts()).toEqual({ ready: 0, delayed: 0, leased: 0, paused: false })
    // Retried, and failed again before the queue forgot the first time.
    await add(both)
    expect(ids(await take(5, LONG_MS))).toEqual([both])
    await expectOk(queue.drop([{ id: both, type: 'transcribe' }]))
    expect(await shown()).toEqual([dead])
  })
}
