import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { Chapter } from '../../domain/audiobook/audiobook.ts'
import { planChapters } from '../../domain/audiobook/plan-chapters.ts'
import { JOB_TYPES, type JobType, type PendingJob } from '../../domain/job/job.ts'
import { planJobs } from '../../domain/job/plan-jobs.ts'
import { expectedSeconds, forecastBook, type Lane } from '../../domain/progress/forecast.ts'
import { type Confidence, leastConfidence } from '../../domain/progress/work-rate.ts'
import { type ExpectedUnits, expectedUnits, UNIT_ASSUMPTIONS } from '../../domain/progress/work-units.ts'
import type { UploadType } from '../../domain/upload/upload.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PlannedEngine, Price } from '../../ports/engine-plan.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { AudioSeconds } from '../../ports/repositories/work-rates.ts'
import { type Caller, maySee } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { type ForecastDeps, lanesFor, readWorkload, type Workload } from './forecast-lanes.ts'

/** What the book will be made of: a finished upload, or lengths that the client knows. */
export type EstimateSource =
  | { readonly uploadId: string }
  /** One file a chapter, or (`single`) chapters of one file. */
  | { readonly uploadType: UploadType; readonly chapterSeconds: readonly number[] }

export interface StageEstimate {
  readonly type: JobType
  readonly provider: string
  readonly model: string | null
  readonly jobs: number
  readonly units: ExpectedUnits
  readonly price: Price
  /** Of work, in one slot, without waiting. */
  readonly workSeconds: number
  readonly confidence: Confidence
}

export interface BookEstimate {
  readonly audioSeconds: number
  readonly chapters: number
  readonly stages: readonly StageEstimate[]
  /** Null as soon as one price is not known. */
  readonly costUsd: number | null
  /** With what waits before it; null while a queue is paused. */
  readonly etaSeconds: number | null
  readonly confidence: Confidence
  readonly assumptions: readonly string[]
}

interface Deps extends ForecastDeps {
  readonly uploads: UploadRepository
  readonly clock: Clock
}

interface PlannedBook {
  readonly uploadType: UploadType
  readonly chapters: readonly Chapter[]
  readonly assumptions: readonly string[]
}

const notCompleted: UseCaseError = {
  kind: 'conflict',
  code: 'upload_not_completed',
  message: 'The upload is not completed: send all its files first.',
}

/** What a book would cost and how long it would take, before anything is started. Changes nothing. */
export function createEstimateBook(deps: Deps) {
  return ({
    caller,
    source,
  }: {
    readonly caller: Caller
    readonly source: EstimateSource
  }): ResultAsync<BookEstimate, UseCaseError> =>
    planBook(deps, caller, source).andThen((book) =>
      readWorkload(deps)
        .mapErr(unavailable)
        .map((workload) => estimate(deps, caller.ownerId, book, workload)),
    )
}

function estimate(deps: Deps, ownerId: string, book: PlannedBook, workload: Workload): BookEstimate {
  const now = deps.clock.now()
  const jobs = planOf(book, now)
  const audioSeconds = secondsIn(book)
  const ownRows = workload.backlog.filter((row) => row.ownerId === ownerId)
  const lanes = lanesFor(workload, deps.enginePlan, {
    ...{ ownerId, own: sumByType(jobs, audioSeconds), running: {} },
    ownAhead: sumByType(ownRows, (row) => row.waitingSeconds),
  })
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const forecast = forecastBook(
    jobs,
    ({ id }) => audioSeconds(byId.get(id) ?? { chapterId: null }),
    lanes,
    now,
  )
  const stages = JOB_TYPES.map((type) => {
    const ofType = jobs.filter((job) => job.type === type)
    return estimateStage(deps.enginePlan[type], lanes[type], type, ofType.map(audioSeconds))
  })
  return {
    audioSeconds: book.chapters.reduce((sum, chapter) => sum + chapter.durationSeconds, 0),
    chapters: book.chapters.length,
    stages,
    costUsd: stages.reduce<number | null>(addPrice, 0),
    etaSeconds: forecast.etaSeconds,
    confidence: leastConfidence(stages.map((stage) => stage.confidence)),
    assumptions: [...UNIT_ASSUMPTIONS, ...book.assumptions],
  }
}

/** `lengths`: of the audio that each of its jobs is about. */
function estimateStage(
  engine: PlannedEngine,
  lane: Lane,
  type: JobType,
  lengths: readonly number[],
): StageEstimate {
  const units = lengths.map((seconds) => expectedUnits({ type }, seconds)).reduce(addUnits, NO_UNITS)
  return {
    ...{ type, provider: engine.provider, model: engine.model, jobs: lengths.length },
    ...{ units, price: engine.price(units), confidence: lane.confidence },
    workSeconds: lengths.reduce((sum, seconds) => sum + expectedSeconds(lane, seconds), 0),
  }
}

function planBook(
  deps: Deps,
  caller: Caller,
  source: EstimateSource,
): ResultAsync<PlannedBook, UseCaseError> {
  if (!('uploadId' in source)) {
    return okAsync({
      uploadType: source.uploadType,
      chapters: chaptersOf(source.chapterSeconds),
      assumptions: [],
    })
  }
  return deps.uploads
    .find(source.uploadId)
    .mapErr(unavailable)
    .andThen((session) => {
      if (session === null || !maySee(caller, session.upload)) return errAsync(notFound('upload'))
      const { upload, files } = session
      if (upload.status !== 'completed') return errAsync(notCompleted)
      const uploadType = upload.type
      const chapters = planChapters({ audiobookId: BOOK_ID, uploadType, files, nextId: numbered() })
      const unknown = files.filter((file) => (file.metadata?.durationSeconds ?? 0) === 0).length
      const assumptions =
        unknown === 0
          ? []
          : [`The length of ${unknown} of the files is not known; they are not in the estimate.`]
      return okAsync({ uploadType, chapters, assumptions })
    })
}

/** Nothing of it is kept: any ids do. */
const BOOK_ID = 'estimate'

function numbered(): () => string {
  let last = 0
  return () => String(++last)
}

function chaptersOf(chapterSeconds: readonly number[]): readonly Chapter[] {
  let bookStartSeconds = 0
  return chapterSeconds.map((durationSeconds, index) => {
    const number = index + 1
    const chapter: Chapter = {
      ...{ id: `chapter-${number}`, audiobookId: BOOK_ID, number, title: `Chapter ${number}` },
      ...{ uploadFileId: `file-${number}`, fileStartSeconds: 0, durationSeconds, bookStartSeconds },
    }
    bookStartSeconds += durationSeconds
    return chapter
  })
}

const planOf = ({ uploadType, chapters }: PlannedBook, now: Date): readonly PendingJob[] =>
  planJobs({
    ...{ audiobookId: BOOK_ID, ownerId: '', uploadType, chapters, priority: 0, now },
    nextId: numbered(),
  })

function secondsIn({ chapters }: PlannedBook): (job: { readonly chapterId: string | null }) => number {
  const lengths = new Map(chapters.map(({ id, durationSeconds }) => [id, durationSeconds]))
  const whole = chapters.reduce((sum, chapter) => sum + chapter.durationSeconds, 0)
  return ({ chapterId }) => (chapterId === null ? whole : (lengths.get(chapterId) ?? 0))
}

const NO_UNITS: ExpectedUnits = { audioSeconds: 0, inputTokens: 0, outputTokens: 0 }

const addUnits = (left: ExpectedUnits, right: ExpectedUnits): ExpectedUnits => ({
  audioSeconds: left.audioSeconds + right.audioSeconds,
  inputTokens: left.inputTokens + right.inputTokens,
  outputTokens: left.outputTokens + right.outputTokens,
})

const addPrice = (sum: number | null, { price }: StageEstimate): number | null =>
  sum === null || price.costUsd === null ? null : sum + price.costUsd

function sumByType<Item extends { readonly type: JobType }>(
  items: readonly Item[],
  secondsOf: (item: Item) => number,
): AudioSeconds {
  const sums: Partial<Record<JobType, number>> = {}
  for (const item of items) sums[item.type] = (sums[item.type] ?? 0) + secondsOf(item)
  return sums
}
