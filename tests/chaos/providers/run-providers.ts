import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processDirectory } from '../../support/process-directory.ts'
import { countUnfinished, readBooks } from '../audit.ts'
import { createFeeder } from '../book-feeder.ts'
import { createDice, type Dice } from '../dice.ts'
import type { Onlooker } from '../message-proxy.ts'
import { type System, startSystem } from '../system.ts'
import { chapterOf, planChapters } from './chapter-plan.ts'
import type { Evidence } from './check.ts'
import { createApiTraps, layTraps, sprungTraps } from './mortal.ts'
import { createRetrier, type Retrier } from './retrier.ts'
import { countRecordedTranscriptions, installSaves, readTranscripts, readWanted } from './saves.ts'
import { nameOf, planTraps, type Trap } from './traps.ts'
import { startVendors, type Vendors } from './vendors.ts'

export interface ProvidersOptions {
  readonly seed: number
  readonly chapters: number
  readonly leaseMs: number
  /** Times that each place is died at; default 1. */
  readonly rounds?: number
  /** So many places, chosen by the seed; default: all. */
  readonly mostTraps?: number
  /** Of vendors, beside those that the first requests meet. Bounded, or the last job would meet what the others did not. */
  readonly vendorFaults: number
  readonly onPhase?: (phase: string) => void
}

export interface ProvidersOutcome {
  readonly evidence: Evidence
  readonly books: number
  /** Where processes were killed. */
  readonly sprung: readonly string[]
  readonly faults: Readonly<Record<string, number>>
  /** Jobs that had failed for good and were retried by hand, by the code of their failure. */
  readonly retried: Readonly<Record<string, number>>
  readonly webhooks: { readonly sent: number; readonly taken: number }
  readonly lostMessages: number
}

const SCRIPT = join(import.meta.dir, 'process.ts')
const SECRET = 'chaos-webhook-secret'
/** Two transcribers together stay below the uploads that Rev.ai takes at a time: it says nothing of how long to wait. */
const CONCURRENCY = 2
const GRACE_MS = 1_000
const POLL_SECONDS = 2
const FEED_MS_PER_CHAPTER = 200
const SETTLE_TIMEOUT_MS = 10 * 60_000
const LOOK_INTERVAL_MS = 500
const LOOKS_PER_PHASE = 40
const API_DOWN_MS = [0, 1_000] as const
/** Every place is passed at least as often as there are books; the last passages are left to be sure. */
const PASSAGES_PER_BOOK = 0.5
/** Streams of choices that do not depend on each other. */
const VENDOR_SEED = 0x7e4d
const FAULT_SEED = 0xfa17
const API_SEED = 0xa91

/** Feeds books to processes that die at every boundary, and answers what they bought and what is left of it. */
export async function runProviders(options: ProvidersOptions): Promise<ProvidersOutcome> {
  const { seed, onPhase = () => {} } = options
  const plans = planChapters(options.chapters, seed)
  const traps = planTraps({
    ...{ seed, rounds: options.rounds ?? 1, passages: Math.max(1, plans.length * PASSAGES_PER_BOOK) },
    ...(options.mostTraps === undefined ? {} : { most: options.mostTraps }),
  })
  const trapDirectory = join(await processDirectory('chaos-providers'), 'traps')
  mkdirSync(trapDirectory)
  layTraps(trapDirectory, traps)
  const vendors = await startVendors(createDice(seed ^ VENDOR_SEED))
  const hangman = createHangman(trapDirectory, traps, createDice(seed ^ API_SEED))
  const system = await startUp(options, vendors, trapDirectory, hangman.lookOn)
  hangman.watch(system)
  try {
    const access = { url: system.apiUrl, token: system.adminToken }
    const feeder = createFeeder(access)
    const retrier = createRetrier(system)
    const over = new AbortController()
    const feedMs = options.chapters * FEED_MS_PER_CHAPTER
    vendors.failFirst()
    const failing = vendors.fail(
      createDice(seed ^ FAULT_SEED),
      options.vendorFaults,
      feedMs / options.vendorFaults,
      over.signal,
    )
    onPhase(`${plans.length} books, ${options.chapters} chapters, ${traps.length} traps`)
    await feeder.feed(plans, feedMs)
    onPhase('all books are fed')
    await settle(system, retrier, (left) =>
      onPhase(`${left} jobs are left, ${sprungTraps(trapDirectory).length} traps have sprung`),
    )
    over.abort()
    await failing
    const sprung = sprungTraps(trapDirectory)
    return {
      evidence: await gather(options, system, vendors, {
        committed: feeder.committed(),
        refusals: retrier.refusals(),
        unsprung: traps.map(nameOf).filter((name) => !sprung.includes(name)),
      }),
      ...{ books: plans.length, sprung, faults: vendors.faults(), retried: retrier.retried() },
      webhooks: {
        sent: vendors.revAi.deliveries.length,
        taken: vendors.revAi.deliveries.filter(({ status }) => status === 200).length,
      },
      lostMessages: system.proxy.misdelivered(),
    }
  } finally {
    await system.remove()
    await vendors.close()
  }
}

const startUp = (
  { leaseMs }: ProvidersOptions,
  { revAi, gemini }: Vendors,
  trapDirectory: string,
  lookOn: Onlooker,
): Promise<System> =>
  startSystem({
    ...{ leaseMs, lookOn, script: SCRIPT, concurrency: CONCURRENCY },
    install: ({ sql }) => installSaves(sql),
    environment: {
      TRAP_DIRECTORY: trapDirectory,
      GRACE_MS: String(GRACE_MS),
      REV_AI_API_KEY: revAi.apiKey,
      REV_AI_BASE_URL: revAi.baseUrl,
      REV_AI_WEBHOOK_SECRET: SECRET,
      REV_AI_POLL_SECONDS: String(POLL_SECONDS),
      GEMINI_API_KEY: gemini.apiKey,
      GEMINI_BASE_URL: gemini.baseUrl,
    },
  })

/** Kills the API before it gets a message, or after it answered and before anyone hears of it. */
function createHangman(trapDirectory: string, traps: readonly Trap[], dice: Dice) {
  const isDue = createApiTraps(trapDirectory, traps)
  let system: System | null = null
  const lookOn: Onlooker = async (moment, { path, body }) => {
    const boundary = path.includes('/webhooks/revai') ? 'webhook' : eventOf(path, body)
    if (boundary === null || system === null || !isDue(boundary, moment)) return
    const { api } = system.members
    const pid = api.pid()
    void api.kill(dice.between(...API_DOWN_MS))
    if (moment === 'after') throw new Error(`the API (${pid}) was killed before its answer got through`)
  }
  return {
    lookOn,
    watch(watched: System) {
      system = watched
    },
  }
}

function eventOf(path: string, body: string): string | null {
  if (!path.endsWith('/status')) return null
  return (JSON.parse(body) as { readonly event?: string }).event ?? null
}

/** Until every job has completed, with those that failed for good sent round again; or until it is clear that some never will. */
async function settle(system: System, retrier: Retrier, onLook: (left: number) => void): Promise<void> {
  const deadlineMs = performance.now() + SETTLE_TIMEOUT_MS
  for (let looks = 0; performance.now() < deadlineMs; looks += 1) {
    const retried = await retrier.retryFailed()
    const left = await countUnfinished(system.database.sql)
    if (retried === 0 && left === 0) return
    if (looks % LOOKS_PER_PHASE === 0) onLook(left)
    await sleep(LOOK_INTERVAL_MS)
  }
}

async function gather(
  { chapters }: ProvidersOptions,
  { database: { sql }, members }: System,
  vendors: Vendors,
  seen: Pick<Evidence, 'committed' | 'refusals' | 'unsprung'>,
): Promise<Evidence> {
  const transcripts = await readTranscripts(sql)
  return {
    ...{ ...seen, chapters },
    submitted: vendors.submitted(),
    transcripts: transcripts.map(({ seconds, text }) => ({ chapter: chapterOf(seconds), text })),
    recordedTranscriptions: await countRecordedTranscriptions(sql),
    purchases: vendors.purchases(),
    wanted: await readWanted(sql),
    books: await readBooks(sql),
    deaths: Object.values(members)
      .flatMap((member) => member.deaths())
      .filter((death) => !death.includes('(SIGKILL)')),
  }
}
