import { okAsync } from 'neverthrow'
import type { CompletedJob, Job, JobType } from '../../domain/job/job.ts'
import { addWork, type WorkRate, type WorkSums } from '../../domain/progress/work-rate.ts'
import type { Clock } from '../../ports/clock.ts'
import { readyScore } from '../../ports/queue-order.ts'
import { type Backlog, MAX_WORK_RATES, type WorkRateRepository } from '../../ports/repositories/work-rates.ts'
import { compareText } from './compare.ts'
import { jobsOfBook } from './job-queries.ts'
import { aiOutputKey, type MemoryState } from './state.ts'

export function createMemoryWorkRates(state: MemoryState, clock: Clock): WorkRateRepository {
  return {
    learn(jobIds, embeddingModel) {
      learnFrom(state, jobIds, embeddingModel, clock.now())
      return okAsync(undefined)
    },
    list: () => okAsync(newestRates(state)),
    backlog: () => okAsync(backlogOf(state)),
    ahead(audiobookId) {
      const ahead: Partial<Record<JobType, number>> = {}
      for (const job of state.jobs.values()) {
        if (!isWaiting(job) || job.audiobookId === audiobookId) continue
        const mine = jobsOfBook(state, audiobookId).flatMap((own) =>
          own.status === 'pending' && own.type === job.type && own.ownerId === job.ownerId
            ? [scoreOf(own)]
            : [],
        )
        if (mine.length === 0 || scoreOf(job) >= Math.min(...mine)) continue
        ahead[job.type] = (ahead[job.type] ?? 0) + audioSecondsOf(state, job)
      }
      return okAsync(ahead)
    },
  }
}

const scoreOf = (job: Extract<Job, { status: 'pending' }>) => readyScore(job.runAt.getTime(), job.priority)

const isWaiting = (job: Job): job is Extract<Job, { status: 'pending' }> =>
  job.status === 'pending' && job.gate.length === 0

const audioSecondsOf = (state: MemoryState, { chapterId, audiobookId }: Job): number =>
  (chapterId === null
    ? state.audiobooks.get(audiobookId)?.durationSeconds
    : state.chapters.get(chapterId)?.durationSeconds) ?? 0

function learnFrom(state: MemoryState, jobIds: readonly string[], embeddingModel: string, now: Date): void {
  const lessons = new Map<string, Lesson>()
  for (const id of new Set(jobIds)) {
    const lesson = lessonOf(state, state.jobs.get(id), embeddingModel)
    if (lesson === null) continue
    const key = keyOf(lesson)
    const known = lessons.get(key)
    lessons.set(key, known === undefined ? lesson : { ...lesson, ...sum(known, lesson) })
  }
  for (const [key, lesson] of lessons) {
    const sums = addWork(state.workRates.get(key), lesson)
    state.workRates.set(key, { type: lesson.type, engine: lesson.engine, ...sums, updatedAt: now })
  }
  const kept = new Set(newestRates(state).map(keyOf))
  for (const known of [...state.workRates.keys()]) if (!kept.has(known)) state.workRates.delete(known)
}

type Lesson = Omit<WorkRate, 'updatedAt'>

const keyOf = ({ type, engine }: Pick<WorkRate, 'type' | 'engine'>): string => JSON.stringify([type, engine])

const sum = (left: WorkSums, right: WorkSums): WorkSums => ({
  workSeconds: left.workSeconds + right.workSeconds,
  audioSeconds: left.audioSeconds + right.audioSeconds,
  jobs: left.jobs + right.jobs,
})

function lessonOf(state: MemoryState, job: Job | undefined, embeddingModel: string): Lesson | null {
  if (job?.status !== 'completed' || job.startedAt === null) return null
  if (job.attempt !== 1 || job.errorHistory.length > 0 || job.freshAfterEpoch !== 0) return null
  const engine = job.type === 'embed' ? embeddingModel : engineOf(state, job)
  const audioSeconds = audioSecondsOf(state, job)
  if (engine === undefined || engine === '' || audioSeconds <= 0) return null
  const workSeconds = (job.completedAt.getTime() - job.startedAt.getTime()) / 1000
  return { type: job.type, engine, workSeconds, audioSeconds, jobs: 1 }
}

function engineOf(state: MemoryState, { type, audiobookId, chapterId }: CompletedJob): string | undefined {
  if (type === 'transcribe') {
    const chapter = [...state.chapters.values()].find((one) =>
      chapterId === null ? one.audiobookId === audiobookId : one.id === chapterId,
    )
    return chapter && state.transcripts.get(chapter.id)?.engine
  }
  const kind = type === 'summarize' ? 'summary' : 'tags'
  return state.aiOutputs.get(aiOutputKey({ kind, audiobookId, chapterId }))?.model
}

const newestRates = ({ workRates }: MemoryState): readonly WorkRate[] =>
  [...workRates.values()]
    .sort(
      (a, b) =>
        b.updatedAt.getTime() - a.updatedAt.getTime() ||
        compareText(a.type, b.type) ||
        compareText(a.engine, b.engine),
    )
    .slice(0, MAX_WORK_RATES)

function backlogOf(state: MemoryState): readonly Backlog[] {
  const rows = new Map<string, Backlog>()
  for (const job of state.jobs.values()) {
    const isRunning = job.status === 'processing'
    if (!isRunning && !isWaiting(job)) continue
    const key = JSON.stringify([job.type, job.ownerId])
    const row = rows.get(key) ?? {
      ...{ type: job.type, ownerId: job.ownerId, waitingJobs: 0, waitingSeconds: 0 },
      ...{ runningJobs: 0, runningSeconds: 0 },
    }
    const seconds = audioSecondsOf(state, job)
    rows.set(
      key,
      isRunning
        ? {
            ...row,
            runningJobs: row.runningJobs + 1,
            runningSeconds: row.runningSeconds + seconds * (1 - job.progress),
          }
        : { ...row, waitingJobs: row.waitingJobs + 1, waitingSeconds: row.waitingSeconds + seconds },
    )
  }
  return [...rows.values()].sort((a, b) => compareText(a.type, b.type) || compareText(a.ownerId, b.ownerId))
}
