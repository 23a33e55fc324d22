import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { okAsync } from 'neverthrow'
import type { AudioSource, TranscribeRequest } from '../../src/ports/transcriber.ts'

/** A file as a transcriber gets it: by its path, or as a stream alone, as from a remote storage. */
export async function audioFile(
  path: string,
  options: { readonly mediaType: string; readonly durationSeconds: number; readonly remote?: boolean },
): Promise<AudioSource> {
  return {
    mediaType: options.mediaType,
    sizeBytes: (await stat(path)).size,
    durationSeconds: options.durationSeconds,
    localPath: options.remote === true ? null : path,
    open: () => okAsync(createReadStream(path)),
    signedUrl: () => okAsync(null),
  }
}

/** A request in English that keeps what it is told; any field can be replaced. */
export function transcribeRequest(
  audio: AudioSource,
  replacements: Partial<TranscribeRequest> = {},
): TranscribeRequest {
  return {
    jobId: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11',
    audio,
    options: {},
    notes: null,
    saveNotes: () => okAsync(undefined),
    language: 'en',
    finishedParts: new Map(),
    savePart: () => okAsync(undefined),
    reportProgress: () => undefined,
    signal: new AbortController().signal,
    ...replacements,
  }
}
