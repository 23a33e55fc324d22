import { okAsync, type ResultAsync } from 'neverthrow'
import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { createMemoryDiscards } from '../../../src/adapters/memory/discards.ts'
import { createSequentialIds } from '../../../src/adapters/memory/ids.ts'
import { createMemoryState } from '../../../src/adapters/memory/state.ts'
import { createMemoryStorage } from '../../../src/adapters/memory/storage.ts'
import { createMemoryUploads } from '../../../src/adapters/memory/uploads.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import type { Storage } from '../../../src/ports/storage.ts'
import type { Caller } from '../../../src/usecases/caller.ts'
import { createDiscardObjects } from '../../../src/usecases/discard-objects.ts'
import { createAddUploadFile } from '../../../src/usecases/uploads/add-upload-file.ts'
import { createCreateUpload } from '../../../src/usecases/uploads/create-upload.ts'
import { createDeleteUpload } from '../../../src/usecases/uploads/delete-upload.ts'
import { createExpireUploads } from '../../../src/usecases/uploads/expire-uploads.ts'
import { createGetUpload } from '../../../src/usecases/uploads/get-upload.ts'
import type { FileSource } from '../../../src/usecases/uploads/upload-file/file-source.ts'
import type { UseCaseError } from '../../../src/usecases/use-case-error.ts'
import { fakeAudioInspector } from '../../fakes/audio-inspector.ts'

export const OWNER: Caller = { ownerId: 'owner', seesAll: false }
export const STRANGER: Caller = { ownerId: 'stranger', seesAll: false }
export const OPERATOR: Caller = { ownerId: 'admin', seesAll: true }

/** All use cases of uploads on memory adapters, with a clock that the test moves. */
export function createUploadWorld(options: { readonly storage?: (storage: Storage) => Storage } = {}) {
  const clock = createManualClock()
  const state = createMemoryState()
  const memory = createMemoryStorage()
  const deps = {
    clock,
    uploads: createMemoryUploads(state, clock),
    discards: createMemoryDiscards(state),
    storage: options.storage?.(memory) ?? memory,
    ids: createSequentialIds(),
    inspector: fakeAudioInspector,
    logger: silentLogger,
    maxFileSizeBytes: 10_000,
  }
  const create = createCreateUpload(deps)
  const get = createGetUpload(deps)
  return {
    ...deps,
    state,
    create,
    get,
    add: createAddUploadFile(deps),
    remove: createDeleteUpload(deps),
    expire: createExpireUploads(deps),
    discard: createDiscardObjects(deps),
    open: async (totalFiles = 1, totalSizeBytes = 10_000) =>
      (
        await create({
          caller: OWNER,
          type: totalFiles === 1 ? 'single' : 'chapters',
          totalFiles,
          totalSizeBytes,
          idempotency: null,
        })
      )._unsafeUnwrap().id,
    session: async (uploadId: string) => (await get({ caller: OPERATOR, uploadId }))._unsafeUnwrap(),
    objects: async () => (await memory.list('', 1000))._unsafeUnwrap(),
  }
}

/** A file whose chunks a test gives; `opened` tells whether anything was read. */
export function sourceOf(
  chunks: AsyncIterable<Uint8Array> | readonly string[],
  fileName = 'book.mp3',
): FileSource & { readonly opened: () => boolean } {
  let opened = false
  const details = { chapterNumber: null, chapterTitle: null }
  async function* encoded(texts: readonly string[]) {
    for (const text of texts) yield new TextEncoder().encode(text)
  }
  const body = Symbol.asyncIterator in chunks ? chunks : encoded(chunks)
  return {
    opened: () => opened,
    open: () => {
      opened = true
      return okAsync({ fileName, details, body })
    },
    finish: (): ResultAsync<typeof details, UseCaseError> => okAsync(details),
    failure: () => null,
  }
}

/** What `add` takes, with the usual caller. */
export const fileOf = (uploadId: string, source: FileSource, idempotencyKey: string | null = null) => ({
  caller: OWNER,
  uploadId,
  idempotencyKey,
  source,
  signal: new AbortController().signal,
})
