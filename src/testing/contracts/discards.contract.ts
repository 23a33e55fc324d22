import { ok } from 'neverthrow'
import { expectOk } from '../expect/expect-ok.ts'
import { newUpload } from '../fixtures/uploads.ts'
import { expect, test } from '../runner.ts'
import { describeRepositories, type RepositoryContract } from './repositories-under-test.ts'

/** What every `DiscardRepository` does. */
export function discardsContract(contract: RepositoryContract): void {
  describeRepositories('discards', contract, (current) => {
    const discard = async (...keys: readonly string[]) => {
      const upload = newUpload()
      await expectOk(current().uploads.create(upload, null))
      await expectOk(current().uploads.change(upload.id, (session) => ok({ session, discard: keys })))
    }

    test('lists the oldest first until they are forgotten', async () => {
      const { discards } = current()
      expect(await expectOk(discards.list(10))).toEqual([])
      await discard('uploads/a')
      await discard('uploads/c', 'uploads/b')
      await discard('uploads/a')
      const all = await expectOk(discards.list(10))
      expect(all[0]).toBe('uploads/a')
      expect(all.toSorted()).toEqual(['uploads/a', 'uploads/b', 'uploads/c'])
      expect(await expectOk(discards.list(2))).toEqual(all.slice(0, 2))
      await expectOk(discards.forget(['uploads/a', 'uploads/never']))
      await expectOk(discards.forget([]))
      expect((await expectOk(discards.list(10))).toSorted()).toEqual(['uploads/b', 'uploads/c'])
    })
  })
}
