import type { Upload } from '../../../domain/upload/upload.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { newFile, newUpload, storedFile } from '../../fixtures/uploads.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories } from '../repositories-under-test.ts'
import { given, RACERS } from './support.ts'

export function creatingSuite(current: CurrentRepositories): void {
  test('gives back what was stored', async () => {
    const { uploads } = current()
    const upload = newUpload({ statusReason: 'a reason', completedAt: new Date(0), ownerId: "o'wner" })
    const files = [newFile(upload), storedFile(upload)]
    await given(current(), upload, ...files)
    expect(await expectOk(uploads.find(upload.id))).toEqual({ upload, files })
  })

  test('gives back single files, several at once', async () => {
    const { uploads } = current()
    const upload = newUpload()
    const files = [newFile(upload), storedFile(upload)]
    await given(current(), upload, ...files)
    const asked = [...files, newFile(upload), ...files.slice(0, 1)].map(({ id }) => uploads.findFile(id))
    expect(await Promise.all(asked.map((answer) => expectOk(answer)))).toEqual([
      ...files,
      ...[null, ...files.slice(0, 1)],
    ])
  })

  test('knows nothing of what was never created', async () => {
    expect(await expectOk(current().uploads.find(newUpload().id))).toBeNull()
  })

  test('creates once for one idempotency key', async () => {
    const { uploads } = current()
    const key = { key: 'once', requestHash: 'hash' }
    const first = newUpload({ ownerId: 'once' })
    expect(await expectOk(uploads.create(first, key))).toEqual({ outcome: 'created' })
    const again = await expectOk(uploads.create(newUpload({ ownerId: 'once' }), key))
    expect(again).toEqual({ outcome: 'replayed', existing: first })
    const different = { ...key, requestHash: 'other' }
    const reused = await expectOk(uploads.create(newUpload({ ownerId: 'once' }), different))
    expect(reused).toEqual({ outcome: 'key_reused' })
    const stranger = await expectOk(uploads.create(newUpload({ ownerId: 'other' }), different))
    expect(stranger).toEqual({ outcome: 'created' })
  })

  test('creates once however many send the same key at the same time', async () => {
    const { uploads } = current()
    const candidates = Array.from({ length: RACERS }, () => newUpload({ ownerId: 'racers' }))
    const outcomes = await Promise.all(
      candidates.map((upload) => expectOk(uploads.create(upload, { key: 'race', requestHash: 'hash' }))),
    )
    const winner = candidates[outcomes.findIndex(({ outcome }) => outcome === 'created')]
    const replayed = outcomes.filter(({ outcome }) => outcome !== 'created')
    expect(replayed).toEqual(
      Array.from({ length: RACERS - 1 }, () => ({ outcome: 'replayed', existing: winner as Upload })),
    )
    const page = await expectOk(uploads.list({ ownerId: 'racers' }, { after: null, limit: 100 }))
    expect(page).toEqual({ items: [winner as Upload], hasMore: false })
  })

  test('frees the key with the upload', async () => {
    const { uploads } = current()
    const key = { key: 'freed', requestHash: 'hash' }
    const first = newUpload()
    await expectOk(uploads.create(first, key))
    await expectOk(uploads.remove(first.id))
    expect(await expectOk(uploads.create(newUpload(), key))).toEqual({ outcome: 'created' })
  })
}
