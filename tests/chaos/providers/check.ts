import type { FinalBook } from '../history.ts'
import { chaptersIn } from './chapter-plan.ts'
import type { ItemKind, Purchase, Wanted } from './purchases.ts'

/** What a run is held to. */
export const PROMISES = {
  billed_twice: 'Rev.ai bills every chapter once',
  lost: 'every chapter is billed and transcribed, every job completes and leaves what it was to make',
  wrong_transcript: 'every transcript is that of its chapter',
  bought_again: 'nothing is bought from Gemini once it was saved',
  bought_for_nothing: 'all that was bought from Gemini was saved in the end',
  unrecorded: 'every transcription is on the bill of its book, once',
  refused:
    'nothing fails for good but by losing its workers or by outages, and comes back when it is retried',
  died: 'no process ends but where a trap or the harness kills it',
  not_reached: 'processes were killed at every place that was planned',
} as const

export type PromiseName = keyof typeof PROMISES

export interface Breach {
  readonly promise: PromiseName
  readonly detail: string
}

/** What a run left behind. */
export interface Evidence {
  readonly chapters: number
  /** Each as often as it was billed. */
  readonly submitted: readonly number[]
  readonly transcripts: readonly { readonly chapter: number; readonly text: string }[]
  readonly recordedTranscriptions: number
  readonly purchases: readonly Purchase[]
  readonly wanted: readonly Wanted[]
  readonly books: readonly FinalBook[]
  /** Books that the API had said it would make, with the jobs that each must have. */
  readonly committed: ReadonlyMap<string, number>
  /** Error codes of jobs that failed for good by a permanent error. */
  readonly refusals: readonly string[]
  /** Processes that ended though nothing killed them. */
  readonly deaths: readonly string[]
  /** Traps that have not sprung. */
  readonly unsprung: readonly string[]
}

export function findBreaches(evidence: Evidence): readonly Breach[] {
  return [
    ...checkTranscriptions(evidence),
    ...checkPurchases(evidence),
    ...checkBooks(evidence),
    ...evidence.refusals.map((detail): Breach => ({ promise: 'refused', detail })),
    ...evidence.deaths.map((detail): Breach => ({ promise: 'died', detail })),
    ...evidence.unsprung.map((detail): Breach => ({ promise: 'not_reached', detail })),
  ]
}

function checkTranscriptions(evidence: Evidence): readonly Breach[] {
  const { chapters, submitted, transcripts, recordedTranscriptions } = evidence
  const times = Map.groupBy(submitted, (chapter) => chapter)
  const breaches: Breach[] = []
  for (const [chapter, bills] of times) {
    const isOurs = chapter >= 0 && chapter < chapters
    if (!isOurs) breaches.push({ promise: 'billed_twice', detail: `${chapter} is no chapter` })
    else if (bills.length > 1)
      breaches.push({ promise: 'billed_twice', detail: `chapter ${chapter}: ${bills.length} times` })
  }
  const transcribed = new Set(transcripts.map(({ chapter }) => chapter))
  for (let chapter = 0; chapter < chapters; chapter += 1) {
    if (!times.has(chapter)) breaches.push({ promise: 'lost', detail: `chapter ${chapter} was never billed` })
    if (!transcribed.has(chapter))
      breaches.push({ promise: 'lost', detail: `chapter ${chapter} has no transcript` })
  }
  for (const { chapter, text } of transcripts) {
    const heard = chaptersIn(text)
    if (heard.length !== 1 || heard[0] !== chapter)
      breaches.push({ promise: 'wrong_transcript', detail: `chapter ${chapter} has that of ${heard}` })
  }
  if (recordedTranscriptions !== chapters)
    breaches.push({ promise: 'unrecorded', detail: `${recordedTranscriptions} of ${chapters} are recorded` })
  return breaches
}

/**
 * An answer that was dropped, or whose worker was killed before it could save it, is bought again: no vendor gives it a
 * second time. Once it is saved, nobody may buy it.
 */
function checkPurchases({ purchases, wanted }: Evidence): readonly Breach[] {
  const bought = Map.groupBy(purchases, ({ item }) => item)
  const savedAt = new Map(wanted.map(({ item, savedAtMs }) => [item, savedAtMs]))
  const missing = wanted.flatMap(({ item, savedAtMs }): readonly Breach[] => {
    if (savedAtMs === null) return [{ promise: 'lost', detail: `${item}: never saved` }]
    return bought.has(item) ? [] : [{ promise: 'lost', detail: `${item}: saved, and nobody bought it` }]
  })
  const wasted = [...bought].flatMap(([item, times]): readonly Breach[] => {
    const savedAtMs = savedAt.get(item) ?? null
    if (savedAtMs === null) return [{ promise: 'bought_for_nothing', detail: item }]
    return times
      .filter(({ atMs }) => atMs > savedAtMs)
      .map(({ atMs }) => ({ promise: 'bought_again', detail: `${item}: ${atMs - savedAtMs} ms later` }))
  })
  return [...missing, ...wasted]
}

function checkBooks({ books, committed }: Evidence): readonly Breach[] {
  const byId = new Map(books.map((book) => [book.id, book]))
  const missing = [...committed].flatMap(([id, jobCount]): readonly Breach[] => {
    const count = byId.get(id)?.jobs.length ?? 0
    return count === jobCount ? [] : [{ promise: 'lost', detail: `book ${id}: ${count} of ${jobCount} jobs` }]
  })
  const unfinished = books.flatMap((book) => [
    ...(book.status === 'completed' ? [] : [`book ${book.id} is ${book.status}`]),
    ...book.jobs
      .filter((job) => job.status !== 'completed' || !job.hasOutput)
      .map((job) => `job ${job.id} (${job.type}) is ${job.status}, output ${job.hasOutput}`),
  ])
  return [...missing, ...unfinished.map((detail): Breach => ({ promise: 'lost', detail }))]
}

export interface PurchaseFigures {
  /** What there was to buy. */
  readonly wanted: number
  readonly bought: number
  /** Beyond the first of each: its answer was lost, or the worker that had it, before it was saved. */
  readonly unavoidable: number
  /** After it had been saved. */
  readonly again: number
}

export function purchaseFigures({ purchases, wanted }: Evidence, kind: ItemKind): PurchaseFigures {
  const mine = purchases.filter((purchase) => purchase.kind === kind)
  const savedAt = new Map(wanted.map(({ item, savedAtMs }) => [item, savedAtMs]))
  const isSaved = ({ item, atMs }: Purchase) => atMs > (savedAt.get(item) ?? Number.POSITIVE_INFINITY)
  const again = mine.filter(isSaved).length
  const items = new Set(mine.map(({ item }) => item)).size
  return {
    wanted: wanted.filter(({ item }) => item.startsWith(`${kind} `)).length,
    bought: mine.length,
    unavoidable: mine.length - items - again,
    again,
  }
}
