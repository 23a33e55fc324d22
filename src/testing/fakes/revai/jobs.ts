import type { FakeJobOptions } from './job-options.ts'
import { durationOf, type FakeMedia, isAudio, readMedia } from './media.ts'
import type { Timeline } from './timeline.ts'

export type RevAiFailureCode =
  | 'internal_processing'
  | 'download_failure'
  | 'duration_exceeded'
  | 'duration_too_short'
  | 'invalid_media'
  | 'empty_media'
  | 'transcription'
  | 'insufficient_balance'
  | 'invoicing_limit_exceeded'

/** A submission that was accepted; it stays here when its client deletes it, since it was billed. */
export interface FakeRevAiJob {
  readonly id: string
  readonly options: FakeJobOptions
  readonly createdMs: number
  status: 'in_progress' | 'transcribed' | 'failed'
  media: FakeMedia | null
  durationSeconds: number | null
  completedMs: number | null
  failure: RevAiFailureCode | null
  isDeleted: boolean
}

export interface FakeJobBehaviour {
  /** From the time when the media is there. Infinity: until `finish`. */
  processingMs: (job: FakeRevAiJob) => number
  /** How a job fails that would not; null: it does not. */
  failureOf: (job: FakeRevAiJob) => RevAiFailureCode | null
}

export interface FakeJobs {
  readonly all: readonly FakeRevAiJob[]
  /** Billed: each one that is accepted, whatever becomes of it. */
  accept(options: FakeJobOptions, media: FakeMedia | null): FakeRevAiJob
  find(id: string): FakeRevAiJob | undefined
  /** Ends a job that still runs; resolves when its webhook was answered. */
  finish(job: FakeRevAiJob): Promise<void>
  /** Resolves when nothing is downloaded any more. */
  downloaded(): Promise<void>
}

const MAX_DURATION_SECONDS = 17 * 60 * 60
const MIN_DURATION_SECONDS = 0.1
const ID_CHARACTERS = 12

export function createFakeJobs(
  timeline: Timeline,
  behaviour: FakeJobBehaviour,
  onEnd: (job: FakeRevAiJob) => Promise<void>,
): FakeJobs {
  const all: FakeRevAiJob[] = []
  const byId = new Map<string, FakeRevAiJob>()
  const downloads = new Set<Promise<void>>()

  const end = async (job: FakeRevAiJob, failure: RevAiFailureCode | null): Promise<void> => {
    if (job.status !== 'in_progress') return
    job.status = failure === null ? 'transcribed' : 'failed'
    job.failure = failure
    job.completedMs = timeline.nowMs()
    scheduleDeletion(timeline, job)
    await onEnd(job)
  }

  const process = (job: FakeRevAiJob, media: FakeMedia): void => {
    job.media = media
    job.durationSeconds = durationOf(media)
    const processingMs = behaviour.processingMs(job)
    if (!Number.isFinite(processingMs)) return
    timeline.at(timeline.nowMs() + processingMs, () => end(job, verdict(job, media)))
  }

  const verdict = (job: FakeRevAiJob, media: FakeMedia): RevAiFailureCode | null =>
    defectOf(media) ?? behaviour.failureOf(job)

  const download = async (job: FakeRevAiJob): Promise<void> => {
    const media = await fetchMedia(job.options)
    if (media === null) await end(job, 'download_failure')
    else process(job, media)
  }

  return {
    all,
    accept(options, media) {
      const id = `J${String(all.length + 1).padStart(ID_CHARACTERS - 1, '0')}`
      const job: FakeRevAiJob = {
        ...{ id, options, createdMs: timeline.nowMs(), status: 'in_progress', media: null },
        ...{ durationSeconds: null, completedMs: null, failure: null, isDeleted: false },
      }
      all.push(job)
      byId.set(id, job)
      if (media !== null) process(job, media)
      else {
        const downloading: Promise<void> = download(job).finally(() => downloads.delete(downloading))
        downloads.add(downloading)
      }
      return job
    },
    find: (id) => {
      const job = byId.get(id)
      return job?.isDeleted === true ? undefined : job
    },
    async finish(job) {
      await Promise.all(downloads)
      await end(job, job.media === null ? 'download_failure' : verdict(job, job.media))
    },
    async downloaded() {
      await Promise.all(downloads)
    },
  }
}

function defectOf(media: FakeMedia): RevAiFailureCode | null {
  if (media.sizeBytes === 0) return 'empty_media'
  if (!isAudio(media)) return 'invalid_media'
  const durationSeconds = durationOf(media)
  if (durationSeconds > MAX_DURATION_SECONDS) return 'duration_exceeded'
  return durationSeconds < MIN_DURATION_SECONDS ? 'duration_too_short' : null
}

/** As the vendor does it: a GET with the header that came with the job. Null: it can't be had. */
async function fetchMedia(options: FakeJobOptions): Promise<FakeMedia | null> {
  const source = options.source_config ?? { url: options.media_url ?? '' }
  const headers = 'auth_headers' in source ? source.auth_headers : undefined
  try {
    const response = await fetch(source.url, headers === undefined ? {} : { headers })
    if (response.status !== 200 || response.body === null) return null
    return await readMedia('url', null, response.body)
  } catch {
    return null
  }
}

function scheduleDeletion(timeline: Timeline, job: FakeRevAiJob): void {
  const seconds = job.options.delete_after_seconds
  if (seconds === undefined) return
  timeline.at(timeline.nowMs() + seconds * 1000, async () => {
    job.isDeleted = true
  })
}
