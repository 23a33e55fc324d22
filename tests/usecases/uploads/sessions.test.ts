import { describe, expect, test } from 'bun:test'
import { errAsync } from 'neverthrow'
import { SESSION_IDLE_MS } from '../../../src/domain/upload/limits.ts'
import { transientError } from '../../../src/ports/port-error.ts'
import { FAKE_MP3 } from '../../fakes/audio-inspector.ts'
import { createUploadWorld, fileOf, OPERATOR, OWNER, STRANGER, sourceOf } from './upload-world.ts'

const request = {
  caller: OWNER,
  type: 'chapters',
  totalFiles: 2,
  totalSizeBytes: 100,
  idempotency: null,
} as const

describe('opening an upload', () => {
  test.each([
    [{ totalFiles: 0 }, '/total_files'],
    [{ totalFiles: 2001 }, '/total_files'],
    [{ totalFiles: 1.5 }, '/total_files'],
    [{ type: 'single', totalFiles: 2 }, '/total_files'],
    [{ totalSizeBytes: 0 }, '/total_size_bytes'],
    [{ totalSizeBytes: 20_001 }, '/total_size_bytes'],
  ] as const)('%j is refused', async (wrong, pointer) => {
    const created = await createUploadWorld().create({ ...request, ...wrong })
    expect(created._unsafeUnwrapErr()).toMatchObject({ kind: 'invalid', issues: [{ pointer }] })
  })

  test('every file may have the greatest size', async () => {
    expect((await createUploadWorld().create({ ...request, totalSizeBytes: 20_000 })).isOk()).toBe(true)
  })

  test('a repeated key answers the same upload; with another request it is a conflict', async () => {
    const { create } = createUploadWorld()
    const idempotency = { key: 'k', requestHash: 'a' }
    const first = await create({ ...request, idempotency })
    expect((await create({ ...request, idempotency }))._unsafeUnwrap()).toEqual(first._unsafeUnwrap())
    const other = await create({ ...request, idempotency: { key: 'k', requestHash: 'b' } })
    expect(other._unsafeUnwrapErr()).toMatchObject({ kind: 'conflict', code: 'idempotency_key_reused' })
  })
})

describe('reading uploads', () => {
  test('its owner and the operator see one, strangers do not', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    expect((await world.get({ caller: OWNER, uploadId })).isOk()).toBe(true)
    expect((await world.get({ caller: OPERATOR, uploadId })).isOk()).toBe(true)
    expect((await world.get({ caller: STRANGER, uploadId }))._unsafeUnwrapErr().kind).toBe('not_found')
  })
})

describe('deleting an upload', () => {
  test('an unfinished one is cancelled and stays visible, without its files', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open(2)
    await world.add(fileOf(uploadId, sourceOf([FAKE_MP3])))
    expect(await world.objects()).toHaveLength(1)
    expect((await world.remove({ caller: OWNER, uploadId })).isOk()).toBe(true)
    expect(await world.session(uploadId)).toMatchObject({ upload: { status: 'cancelled' }, files: [] })
    expect(await world.objects()).toEqual([])
    expect((await world.remove({ caller: OWNER, uploadId })).isOk()).toBe(true)
    expect((await world.get({ caller: OWNER, uploadId })).isErr()).toBe(true)
  })

  test('a completed one is removed with its files', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    await world.add(fileOf(uploadId, sourceOf([FAKE_MP3])))
    expect((await world.remove({ caller: OWNER, uploadId })).isOk()).toBe(true)
    expect(await world.objects()).toEqual([])
    expect((await world.get({ caller: OWNER, uploadId })).isErr()).toBe(true)
  })

  test("a stranger's request changes nothing", async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    expect((await world.remove({ caller: STRANGER, uploadId }))._unsafeUnwrapErr().kind).toBe('not_found')
    expect((await world.session(uploadId)).upload.status).toBe('pending')
  })
})

describe('the sweeps', () => {
  test('an idle session expires, and what it stored is discarded', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open(2)
    await world.add(fileOf(uploadId, sourceOf([FAKE_MP3])))
    expect((await world.expire())._unsafeUnwrap()).toBe(0)
    world.clock.advance(SESSION_IDLE_MS + 1)
    expect((await world.expire())._unsafeUnwrap()).toBe(1)
    expect(await world.session(uploadId)).toMatchObject({ upload: { status: 'expired' }, files: [] })
    await world.discard()
    expect(await world.objects()).toEqual([])
    expect((await world.expire())._unsafeUnwrap()).toBe(0)
  })

  test('discards are kept until the storage has removed them', async () => {
    let isDown = true
    const world = createUploadWorld({
      storage: (storage) => ({
        ...storage,
        remove: (keys) => (isDown ? errAsync(transientError('down', 'away')) : storage.remove(keys)),
      }),
    })
    for (let index = 0; index < 250; index += 1) world.state.discards.add(`uploads/u/${index}.mp3`)
    expect((await world.discard()).isErr()).toBe(true)
    expect(world.state.discards.size).toBe(250)
    isDown = false
    expect((await world.discard())._unsafeUnwrap()).toBe(250)
    expect(world.state.discards.size).toBe(0)
  })
})
