import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import type { Audiobook } from '../../../domain/audiobook/audiobook.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories } from '../repositories-under-test.ts'
import { given } from './support.ts'

export function updatingSuite(current: CurrentRepositories): void {
  test('changes what the patch names and nothing else', async () => {
    const { audiobooks } = current()
    const past = new Date(1000)
    const { audiobook } = await given(current(), { now: past }, { narrator: 'N', description: 'D' })
    const patch = { title: 'New', narrator: null, isPublic: true }
    const updated = await expectOk(audiobooks.update(audiobook.id, patch))
    expect(updated?.updatedAt.getTime()).toBeGreaterThan(past.getTime())
    expect(updated).toEqual({ ...audiobook, ...patch, updatedAt: updated?.updatedAt ?? past })
    expect((await expectOk(audiobooks.find(audiobook.id)))?.audiobook).toEqual(updated as Audiobook)
  })

  test('a priority is also that of the jobs that have not completed', async () => {
    const { audiobooks, jobs } = current()
    const { audiobook } = await given(current(), {})
    const [first] = await expectOk(jobs.listByAudiobook(audiobook.id))
    await expectOk(jobs.claim(first?.id ?? '', 'worker', 60_000))
    await expectOk(jobs.complete({ jobId: first?.id ?? '', epoch: 1 }))
    expect((await expectOk(audiobooks.update(audiobook.id, { priority: 4 })))?.priority).toBe(4)
    const priorities = (await expectOk(jobs.listByAudiobook(audiobook.id))).map(({ priority }) => priority)
    expect(priorities).toEqual([0, 4, 4, 4])
  })

  test('answers the book as it is to an empty patch, null for an unknown book', async () => {
    const { audiobooks } = current()
    const { audiobook } = await given(current(), {})
    expect(await expectOk(audiobooks.update(audiobook.id, {}))).toEqual(audiobook)
    expect(await expectOk(audiobooks.update(uuidV7Ids.next(), {}))).toBeNull()
    expect(await expectOk(audiobooks.update(uuidV7Ids.next(), { title: 'x' }))).toBeNull()
  })
}
