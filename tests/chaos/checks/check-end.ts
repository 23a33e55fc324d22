import { JOB_TYPES } from '../../../src/domain/job/job.ts'
import type { FinalBook, History, Rebuild } from '../history.ts'
import type { Violation } from './violation.ts'

const ENDED: readonly string[] = ['completed', 'failed', 'cancelled']

/** Nothing that was accepted is missing, and nothing goes on for ever. */
export function checkBooks(history: Pick<History, 'books' | 'committed'>): readonly Violation[] {
  const byId = new Map(history.books.map((book) => [book.id, book]))
  const missing = [...history.committed].flatMap(([id, jobCount]): readonly Violation[] => {
    const found = byId.get(id)?.jobs.length ?? 0
    return found === jobCount
      ? []
      : [{ invariant: 'lost', detail: `book ${id}: ${found} of ${jobCount} jobs` }]
  })
  return [...missing, ...history.books.flatMap(checkBook)]
}

function checkBook({ id, status, jobs }: FinalBook): readonly Violation[] {
  const stuck = jobs
    .filter((job) => !ENDED.includes(job.status))
    .map((job): Violation => ({ invariant: 'stuck', detail: `job ${job.id} (${job.type}) is ${job.status}` }))
  const unmade = jobs
    .filter((job) => job.status === 'completed' && !job.hasOutput)
    .map((job): Violation => ({ invariant: 'lost', detail: `job ${job.id} (${job.type}) left no output` }))
  const expected = jobs.every((job) => job.status === 'completed') ? 'completed' : 'failed'
  const isWrong = stuck.length === 0 && status !== expected
  return [
    ...stuck,
    ...unmade,
    ...(isWrong ? [{ invariant: 'stuck' as const, detail: `book ${id} is ${status}, not ${expected}` }] : []),
  ]
}

export function checkRebuild({ due, held }: Rebuild): readonly Violation[] {
  if (due.size === 0) return [{ invariant: 'rebuild', detail: 'nothing was due, so nothing is shown' }]
  const missing = [...due.keys()].filter((id) => !held.has(id)).map((id) => `${id} is due and not in Redis`)
  const extra = [...held.keys()].filter((id) => !due.has(id)).map((id) => `${id} is in Redis and not due`)
  const moved = [...due]
    .filter(([id, score]) => held.has(id) && held.get(id) !== score)
    .map(([id, score]) => `${id} has the score ${held.get(id)}, not ${score}`)
  return [...missing, ...extra, ...moved].map((detail) => ({ invariant: 'rebuild', detail }))
}

/** What stays whatever was done: markers of one element, and the dead letters. */
const CONSTANT_KEYS = ['canary', 'paused', ...JOB_TYPES.flatMap((type) => [`wake:${type}`, `failed:${type}`])]

export function checkLeftovers(
  keys: ReadonlyMap<string, number>,
  books: readonly FinalBook[],
): readonly Violation[] {
  const failed = books.flatMap((book) => book.jobs).filter((job) => job.status === 'failed').length
  return [...keys].flatMap(([key, size]): readonly Violation[] => {
    const name = key.slice(key.indexOf(':') + 1)
    const most = name.startsWith('failed:') ? failed : 1
    if (CONSTANT_KEYS.includes(name) && size <= most) return []
    return [{ invariant: 'leftovers', detail: `${key} holds ${size}` }]
  })
}
