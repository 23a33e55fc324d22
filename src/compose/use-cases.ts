import { createCreateAudiobook } from '../usecases/audiobooks/create-audiobook.ts'
import { createDeleteAudiobook } from '../usecases/audiobooks/delete-audiobook.ts'
import { createListAudiobooks } from '../usecases/audiobooks/list-audiobooks.ts'
import { createOpenChapterAudio } from '../usecases/audiobooks/open-chapter-audio.ts'
import { createOpenCover } from '../usecases/audiobooks/open-cover.ts'
import { createReadAudiobook } from '../usecases/audiobooks/read-audiobook.ts'
import { createReadTranscript } from '../usecases/audiobooks/read-transcript.ts'
import { createUpdateAudiobook } from '../usecases/audiobooks/update-audiobook.ts'
import { createCountDeadLetters } from '../usecases/dead-letters/count-dead-letters.ts'
import { createListDeadLetters } from '../usecases/dead-letters/list-dead-letters.ts'
import { createReadDeadLetter } from '../usecases/dead-letters/read-dead-letter.ts'
import { createCancelJob } from '../usecases/jobs/cancel-job.ts'
import { createListAudiobookJobs } from '../usecases/jobs/list-audiobook-jobs.ts'
import { createListJobs } from '../usecases/jobs/list-jobs.ts'
import { createReadJob } from '../usecases/jobs/read-job.ts'
import { createRetryJob } from '../usecases/jobs/retry-job.ts'
import { createRetryJobs } from '../usecases/jobs/retry-jobs.ts'
import { createEstimateBook } from '../usecases/progress/estimate-book.ts'
import { createReadUsage } from '../usecases/progress/read-usage.ts'
import { createReembedBooks } from '../usecases/reembed-books.ts'
import { createSearch } from '../usecases/search.ts'
import { createAddUploadFile } from '../usecases/uploads/add-upload-file.ts'
import { createCreateUpload } from '../usecases/uploads/create-upload.ts'
import { createDeleteUpload } from '../usecases/uploads/delete-upload.ts'
import { createGetUpload } from '../usecases/uploads/get-upload.ts'
import { createGetUploadProgress } from '../usecases/uploads/get-upload-progress.ts'
import { createListUploads } from '../usecases/uploads/list-uploads.ts'

type DepsOf<Create extends (deps: never) => unknown> = Parameters<Create>[0]

type UseCaseDeps = DepsOf<typeof createAddUploadFile> &
  DepsOf<typeof createCreateAudiobook> &
  DepsOf<typeof createReadAudiobook> &
  DepsOf<typeof createReembedBooks> &
  DepsOf<typeof createSearch>

/** What the HTTP API does, by resource, for programs that call it in their own process. */
export const createUseCases = (deps: UseCaseDeps) => ({
  uploads: {
    create: createCreateUpload(deps),
    addFile: createAddUploadFile(deps),
    get: createGetUpload(deps),
    getProgress: createGetUploadProgress(deps),
    list: createListUploads(deps),
    delete: createDeleteUpload(deps),
  },
  audiobooks: {
    create: createCreateAudiobook(deps),
    estimate: createEstimateBook(deps),
    read: createReadAudiobook(deps),
    list: createListAudiobooks(deps),
    listJobs: createListAudiobookJobs(deps),
    readTranscript: createReadTranscript(deps),
    openChapterAudio: createOpenChapterAudio(deps),
    openCover: createOpenCover(deps),
    update: createUpdateAudiobook(deps),
    delete: createDeleteAudiobook(deps),
  },
  jobs: {
    list: createListJobs(deps),
    read: createReadJob(deps),
    retry: createRetryJob(deps),
    retryMany: createRetryJobs(deps),
    cancel: createCancelJob(deps),
    reembed: createReembedBooks(deps),
  },
  deadLetters: {
    list: createListDeadLetters(deps),
    read: createReadDeadLetter(deps),
    count: createCountDeadLetters(deps),
  },
  readUsage: createReadUsage(deps),
  search: createSearch(deps),
})

export type UseCases = ReturnType<typeof createUseCases>
