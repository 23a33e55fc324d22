import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { RECEIVING_IDLE_MS, RECEIVING_LEASE_MS } from '../../../src/domain/upload/limits.ts'
import { transientError } from '../../../src/ports/port-error.ts'
import { FAKE_BROKEN, FAKE_COVERED, FAKE_MP3 } from '../../fakes/audio-inspector.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { createUploadWorld, fileOf, STRANGER, sourceOf } from './upload-world.ts'

/** A body that gives its start and then waits for the test. */
function heldBody(start: string) {
  const gate = Promise.withResolvers<void>()
  async function* chunks() {
    yield new TextEncoder().encode(start.padEnd(5000, '.'))
    await gate.promise
  }
  return { chunks: chunks(), finish: () => gate.resolve(), fail: () => gate.reject(new Error('gone')) }
}

const receiving = (world: ReturnType<typeof createUploadWorld>, uploadId: string) =>
  waitUntil(
    () => world.session(uploadId),
    ({ files }) => files[0]?.status === 'receiving',
  )

describe('adding a file', () => {
  test("another owner's upload is not there, and nothing is read", async () => {
    const world = createUploadWorld()
    const source = sourceOf([FAKE_MP3])
    const added = await world.add({ ...fileOf(await world.open(), source), caller: STRANGER })
    expect(added._unsafeUnwrapErr()).toMatchObject({ kind: 'not_found', code: 'upload_not_found' })
    expect(source.opened()).toBe(false)
  })

  test('the intent is recorded before the first byte is stored', async () => {
    const seen: string[] = []
    const world = createUploadWorld({
      storage: (storage) => ({
        ...storage,
        put: (key, body, options) => {
          seen.push(
            ...[...world.state.files.values()].map((file) => `${file.status} ${file.storageKey === key}`),
          )
          return storage.put(key, body, options)
        },
      }),
    })
    await world.add(fileOf(await world.open(), sourceOf([FAKE_MP3])))
    expect(seen).toEqual(['receiving true'])
  })

  test('no object and no row stay of a body that throws, and the slot is free', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    const body = heldBody(FAKE_MP3)
    const adding = world.add(fileOf(uploadId, sourceOf(body.chunks)))
    await receiving(world, uploadId)
    body.fail()
    expect((await adding)._unsafeUnwrapErr()).toMatchObject({ code: 'upload_interrupted' })
    expect(await world.objects()).toEqual([])
    expect(await world.session(uploadId)).toMatchObject({ upload: { status: 'uploading' }, files: [] })
    expect((await world.add(fileOf(uploadId, sourceOf([FAKE_MP3])))).isOk()).toBe(true)
  })

  test('an upload that is cancelled meanwhile stops the receiver, which cleans up after itself', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    const adding = world.add(fileOf(uploadId, sourceOf(heldBody(FAKE_MP3).chunks)))
    await receiving(world, uploadId)
    await world.remove({ caller: { ownerId: 'owner', seesAll: false }, uploadId })
    const again = await world.remove({ caller: { ownerId: 'owner', seesAll: false }, uploadId })
    expect(again._unsafeUnwrapErr()).toMatchObject({ kind: 'conflict', code: 'upload_receiving' })
    world.clock.advance(10_000)
    expect((await adding)._unsafeUnwrapErr()).toMatchObject({ kind: 'conflict', code: 'upload_cancelled' })
    expect(await world.session(uploadId)).toMatchObject({ upload: { status: 'cancelled' }, files: [] })
    expect(await world.objects()).toEqual([])
  })

  test('a receiver that lives is never swept, however slow its client', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    const body = heldBody(FAKE_MP3)
    const adding = world.add(fileOf(uploadId, sourceOf(body.chunks)))
    await receiving(world, uploadId)
    for (let passedMs = 0; passedMs < 2 * RECEIVING_IDLE_MS; passedMs += 10_000) {
      world.clock.advance(10_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await world.expire())._unsafeUnwrap()).toBe(0)
    body.finish()
    expect((await adding).isOk()).toBe(true)
  })

  test('its key is its own while it lives, however slow its client; a lost receiver gives it to the next attempt', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    const body = heldBody(FAKE_MP3)
    const adding = world.add(fileOf(uploadId, sourceOf(body.chunks), 'key'))
    await receiving(world, uploadId)
    const again = () => world.add(fileOf(uploadId, sourceOf([FAKE_MP3]), 'key'))
    for (let passedMs = 0; passedMs < 3 * RECEIVING_LEASE_MS; passedMs += 10_000) {
      world.clock.advance(10_000)
      await new Promise((resolve) => setImmediate(resolve))
      expect((await again())._unsafeUnwrapErr()).toMatchObject({ code: 'file_in_progress' })
    }
    // From here on it is as if its process had been killed: nothing it says arrives.
    const { recordReceived } = world.uploads
    Object.assign(world.uploads, { recordReceived: () => okAsync(undefined) })
    world.clock.advance(RECEIVING_LEASE_MS)
    const stored = (await again())._unsafeUnwrap()
    expect(await world.session(uploadId)).toMatchObject({ upload: { status: 'completed' }, files: [stored] })

    // It was only stopped: what it received is no one's.
    Object.assign(world.uploads, { recordReceived })
    body.finish()
    expect((await adding)._unsafeUnwrapErr()).toMatchObject({ kind: 'conflict' })
    await world.discard()
    expect(await world.objects()).toEqual([stored.storageKey])
  })

  test('a database that fails at the end leaves a row, which the sweep and the discards clear', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    const { change } = world.uploads
    let changes = 0
    const failing = {
      change: ((id, decide) => {
        changes += 1
        return changes === 1 ? change(id, decide) : errAsync(transientError('down', 'the database is away'))
      }) as typeof change,
    }
    Object.assign(world.uploads, failing)
    const added = await world.add(fileOf(uploadId, sourceOf([FAKE_COVERED])))
    expect(added._unsafeUnwrapErr()).toMatchObject({ kind: 'unavailable' })
    expect(await world.objects()).toHaveLength(2)
    Object.assign(world.uploads, { change })
    world.clock.advance(RECEIVING_IDLE_MS + 1)
    expect((await world.expire())._unsafeUnwrap()).toBe(1)
    await world.discard()
    expect(await world.objects()).toEqual([])
    expect(await world.session(uploadId)).toMatchObject({ upload: { status: 'uploading' }, files: [] })
  })

  test('a commit that took place although the database said no is not undone', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    const { change } = world.uploads
    let changes = 0
    Object.assign(world.uploads, {
      change: ((id, decide) => {
        changes += 1
        const changed = change(id, decide)
        return changes === 2 ? changed.andThen(() => errAsync(transientError('lost', 'no answer'))) : changed
      }) as typeof change,
    })
    const added = await world.add(fileOf(uploadId, sourceOf([FAKE_MP3])))
    expect(added._unsafeUnwrap()).toMatchObject({ status: 'stored' })
    expect(await world.objects()).toEqual([added._unsafeUnwrap().storageKey])
  })

  test('unreadable audio leaves nothing and frees its key', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    const refused = await world.add(fileOf(uploadId, sourceOf([FAKE_BROKEN]), 'key'))
    expect(refused._unsafeUnwrapErr()).toMatchObject({ kind: 'unprocessable', code: 'unreadable_audio' })
    expect(await world.objects()).toEqual([])
    expect((await world.add(fileOf(uploadId, sourceOf([FAKE_MP3]), 'key'))).isOk()).toBe(true)
  })

  test('a repeated key answers the stored file and reads nothing', async () => {
    const world = createUploadWorld()
    const uploadId = await world.open()
    const first = await world.add(fileOf(uploadId, sourceOf([FAKE_MP3]), 'key'))
    const source = sourceOf([FAKE_MP3])
    const repeated = await world.add(fileOf(uploadId, source, 'key'))
    expect(repeated._unsafeUnwrap()).toEqual(first._unsafeUnwrap())
    expect(source.opened()).toBe(false)
  })
})
