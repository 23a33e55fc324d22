import { errAsync, okAsync } from 'neverthrow'
import type { AudiobookDetail, Chapter } from '../../domain/audiobook/audiobook.ts'
import { type PortResult, permanentError } from '../../ports/port-error.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'

export const findBook = (audiobooks: AudiobookRepository, audiobookId: string): PortResult<AudiobookDetail> =>
  audiobooks
    .find(audiobookId)
    .andThen((detail) =>
      detail === null ? errAsync(permanentError('book_gone', 'The audiobook was deleted.')) : okAsync(detail),
    )

export const totalSeconds = (chapters: readonly Chapter[]): number =>
  chapters.reduce((sum, chapter) => sum + chapter.durationSeconds, 0)

/** The chapters that a job is about: one, or all for a job without chapter. */
export const chaptersOf = (detail: AudiobookDetail, chapterId: string | null): readonly Chapter[] =>
  chapterId === null ? detail.chapters : detail.chapters.filter((chapter) => chapter.id === chapterId)
