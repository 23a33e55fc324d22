import { err, ok, okAsync, type ResultAsync } from 'neverthrow'
import type { AudioMetadata, CoverImage } from '../../../domain/upload/audio-metadata.ts'
import { coverKey } from '../../../domain/upload/storage-key.ts'
import type { UploadFile } from '../../../domain/upload/upload.ts'

import type { AudioInspector, InspectedAudio } from '../../../ports/audio-inspector.ts'
import { type PortError, permanentError } from '../../../ports/port-error.ts'
import type { ByteRange, ByteStream, Storage } from '../../../ports/storage.ts'
import { type UseCaseError, unavailable } from '../../use-case-error.ts'

interface InspectDeps {
  readonly storage: Storage
  readonly inspector: AudioInspector
}

type StoredAt = Pick<UploadFile, 'id' | 'uploadId' | 'storageKey'>

/** What a file whose bytes are stored says of itself; its cover becomes an object of its own. */
export const inspectStored = (
  { storage, inspector }: InspectDeps,
  file: StoredAt,
  audio: { readonly mediaType: string; readonly sizeBytes: number },
): ResultAsync<AudioMetadata, UseCaseError> =>
  inspector
    .inspect({
      localPath: storage.localPath(file.storageKey),
      open: (range) => openStored(storage, file.storageKey, range),
      ...audio,
    })
    .mapErr(inspectionFailed)
    .andThen(({ metadata, cover }) =>
      storeCover(storage, file, cover).map((image): AudioMetadata => ({ ...metadata, cover: image })),
    )

const openStored = (
  storage: Storage,
  key: string,
  range: ByteRange | undefined,
): ResultAsync<ByteStream, PortError> =>
  storage
    .get(key, range)
    .andThen((object) =>
      object === null
        ? err(permanentError('object_missing', `nothing is stored as ${key}`))
        : ok(object.body),
    )

const inspectionFailed = (error: PortError): UseCaseError =>
  error.kind === 'permanent' && error.code === 'unreadable_audio'
    ? {
        kind: 'unprocessable',
        code: 'unreadable_audio',
        message: 'The file looks like audio, but can not be read as such. Is it damaged or incomplete?',
      }
    : unavailable(error)

function storeCover(
  storage: Storage,
  file: StoredAt,
  cover: InspectedAudio['cover'],
): ResultAsync<CoverImage | null, UseCaseError> {
  const storageKey = cover === null ? null : coverKey(file.uploadId, file.id, cover.mediaType)
  if (cover === null || storageKey === null || cover.bytes.byteLength === 0) return okAsync(null)
  const { mediaType, bytes } = cover
  return storage
    .put(storageKey, once(bytes), { mediaType })
    .map(({ sizeBytes }) => ({ storageKey, mediaType, sizeBytes }))
    .mapErr(unavailable)
}

async function* once(bytes: Uint8Array): ByteStream {
  yield bytes
}
