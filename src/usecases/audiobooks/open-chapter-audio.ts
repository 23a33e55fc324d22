import { err, ok, type Result, type ResultAsync } from 'neverthrow'
import type { AudiobookDetail, Chapter } from '../../domain/audiobook/audiobook.ts'
import type { UploadFile } from '../../domain/upload/upload.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { ByteRange, ByteStream, Storage } from '../../ports/storage.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'

export interface ChapterAudio {
  readonly chapter: Chapter
  readonly file: UploadFile
  /** Where the file lies, if it is a file of this machine. */
  readonly localPath: string | null
  /** Bytes of the file that holds the chapter. */
  readonly open: (range?: ByteRange) => ResultAsync<ByteStream, UseCaseError>
}

interface Deps {
  readonly audiobooks: AudiobookRepository
  readonly uploads: UploadRepository
  readonly storage: Storage
}

/** The stored file that holds a chapter; the chapter starts at `fileStartSeconds` in it. */
export function createOpenChapterAudio(deps: Deps) {
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
    readonly chapterNumber: number
  }): ResultAsync<ChapterAudio, UseCaseError> =>
    findAudiobook(deps.audiobooks, input.caller, input.audiobookId)
      .andThen((detail) => findChapter(detail, input.chapterNumber))
      .andThen(({ chapter, uploadId }) =>
        deps.uploads
          .find(uploadId)
          .mapErr(unavailable)
          .andThen((session) => {
            const file = session?.files.find(({ id }) => id === chapter.uploadFileId)
            return file === undefined
              ? err(notFound('chapter'))
              : ok({
                  ...{ chapter, file },
                  localPath: deps.storage.localPath(file.storageKey),
                  open: openFile(deps.storage, file),
                })
          }),
      )
}

function findChapter(
  { audiobook, chapters }: AudiobookDetail,
  chapterNumber: number,
): Result<{ chapter: Chapter; uploadId: string }, UseCaseError> {
  const chapter = chapters.find(({ number }) => number === chapterNumber)
  return chapter === undefined ? err(notFound('chapter')) : ok({ chapter, uploadId: audiobook.uploadId })
}

const openFile =
  (storage: Storage, file: UploadFile): ChapterAudio['open'] =>
  (range) =>
    storage
      .get(file.storageKey, range)
      .mapErr(unavailable)
      .andThen((object) => (object === null ? err(notFound('chapter')) : ok(object.body)))
