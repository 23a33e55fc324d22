import { okAsync } from 'neverthrow'
import type { CompletedJob, Job, JobType } from '../../domain/job/job.ts'
import { addWork, type WorkRate } from '../../domain/progress/work-rate.ts'
import type { Clock } from '../../ports/clock.ts'
import { readyScore } from '../../ports/queue-order.ts'
import { type Backlog, MAX_WORK_RATES, type WorkRateRepository } from '../../ports/repositories/work-rates.ts'
import { compareText } from './compare.ts'
import { jobsOfBook } from './job-queries.ts'
import { aiOutputKey, type MemoryState } from './state.ts'

export function createMemoryWorkRates(state: MemoryState, clock: Clock): WorkRateRepository {
  return {
    learn(jobIds, embeddingModel) {
      for (const id of new Set(jobIds)) learnFrom(state, state.jobs.get(id), embeddingModel, clock.now())
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

function learnFrom(state: MemoryState, job: Job | undefined, embeddingModel: string, now: Date): void {
  if (job?.status !== 'completed' || job.startedAt === null) return
  if (job.attempt !== 1 || job.errorHistory.length > 0 || job.freshAfterEpoch !== 0) return
  const engine = job.type === 'embed' ? embeddingModel : engineOf(state, job)
  const audioSeconds = audioSecondsOf(state, job)
  if (engine === undefined || engine === '' || audioSeconds <= 0) return
  const key = JSON.stringify([job.type, engine])
  const workSeconds = (job.completedAt.getTime() - job.startedAt.getTime()) / 1000
  const sums = addWork(state.workRates.get(key), { workSeconds, audioSeconds, jobs: 1 })
  state.workRates.set(key, { type: job.type, engine, ...sums, updatedAt: now })
  const kept = new Set(newestRates(state).map((rate) => JSON.stringify([rate.type, rate.engine])))
  for (const known of [...state.workRates.keys()]) if (!kept.has(known)) state.workRates.delete(known)
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
