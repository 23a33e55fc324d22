import { readyScore } from '../../src/ports/queue-order.ts'
import { countUnfinished, readBooks, readChanges, readDue } from './audit.ts'
import { createFeeder, type Feeder } from './book-feeder.ts'
import { type BookPlan, planBooks } from './book-plan.ts'
import { createDice } from './dice.ts'
import { type Fault, WORKERS } from './fault.ts'
import { makeFaultSchedule } from './fault-schedule.ts'
import type { History, Rebuild } from './history.ts'
import { type Injected, injectFaults } from './inject-faults.ts'
import { heldIds, keySizes, withRedis } from './look-into-redis.ts'
import { createOperator } from './operator.ts'
import { poll } from './poll.ts'
import { type System, startSystem } from './system.ts'

export interface ChaosOptions {
  readonly seed: number
  readonly books: number
  readonly durationMs: number
  readonly leaseMs: number
  /** Default: true. Else no work fails more than once, and the run ends soon after the last fault. */
  readonly patient?: boolean
  readonly onFault?: (fault: Fault) => void
  readonly onPhase?: (phase: string) => void
}

export interface ChaosOutcome {
  readonly history: History
  readonly injected: Injected
  readonly misdelivered: number
}

/** Four retries of a job that fails come to about 70 s; redriven in the last moment, it begins again. */
const SETTLE_TIMEOUT_MS = 240_000
/** One retry takes 10 s at most. */
const IMPATIENT_SETTLE_TIMEOUT_MS = 90_000
const DRAIN_TIMEOUT_MS = 60_000
const REBUILD_TIMEOUT_MS = 20_000
/** Most books that wait while Redis is emptied in the end; and no more than a share of all. */
const WAITING_BOOKS = 12
const WAITING_SHARE = 0.4
/** Streams of choices that do not depend on each other. */
const OPERATOR_SEED = 0x5eed

/** Runs the system under faults, lets it come to rest, and answers what happened. */
export async function runChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const { seed, durationMs, leaseMs, patient = true, onPhase = () => {} } = options
  const system = await startSystem({ leaseMs })
  try {
    const access = { url: system.apiUrl, token: system.adminToken }
    const feeder = createFeeder(access)
    const operator = createOperator(access)
    const plans = planBooks(options.books, seed, patient)
    const waiting = plans.slice(0, Math.min(WAITING_BOOKS, Math.floor(options.books * WAITING_SHARE)))
    const ended = new AbortController()
    onPhase('faults')
    const [, injected] = await Promise.all([
      feeder.feed(plans.slice(waiting.length), durationMs),
      injectFaults(system, makeFaultSchedule(options), options.onFault ?? (() => {})).finally(() =>
        ended.abort(),
      ),
      operator.work(createDice(seed ^ OPERATOR_SEED), ended.signal),
    ])
    system.proxy.deliverAll()
    onPhase('settling')
    await settle(system, patient)
    onPhase('rebuilding Redis')
    const rebuild = await rebuildRedis(system, feeder, waiting)
    onPhase('settling')
    await settle(system, patient)
    const keys = await drain(system)
    const history: History = {
      leaseMs,
      changes: await readChanges(system.database.sql),
      reports: system.proxy.reports(),
      requests: operator.requests(),
      crashes: injected.crashes,
      injected: injected.counts,
      committed: feeder.committed(),
      books: await readBooks(system.database.sql),
      ...{ rebuild, keys },
      deaths: Object.values(system.members).flatMap((member) => member.deaths()),
    }
    return { history, injected, misdelivered: system.proxy.misdelivered() }
  } finally {
    await system.remove()
  }
}

/** Until no job waits or runs, or it is clear that some always will. */
const settle = (system: System, isPatient: boolean) =>
  poll(
    isPatient ? SETTLE_TIMEOUT_MS : IMPATIENT_SETTLE_TIMEOUT_MS,
    async () => (await countUnfinished(system.database.sql)) === 0,
  )

/** Ids of jobs that are over go as they fall due. */
async function drain(system: System): Promise<ReadonlyMap<string, number>> {
  const look = () => withRedis(system.redis.url, (redis) => keySizes(redis, system.prefix))
  await poll(
    DRAIN_TIMEOUT_MS,
    async () => (await withRedis(system.redis.url, (redis) => heldIds(redis, system.prefix))).size === 0,
  )
  return look()
}

/**
 * With jobs of all types waiting and nobody to take them, empties Redis and waits for the reconciler. Transcribers go
 * on for a while alone, so that what waits for them becomes due.
 */
async function rebuildRedis(system: System, feeder: Feeder, waiting: readonly BookPlan[]): Promise<Rebuild> {
  const { members, redis, prefix, database } = system
  await Promise.all([members['worker-1'].stop(), members['worker-2'].stop()])
  const half = Math.ceil(waiting.length / 2)
  await feeder.feed(waiting.slice(0, half), 0)
  await poll(REBUILD_TIMEOUT_MS, async () =>
    (await readDue(database.sql)).some((job) => job.type !== 'transcribe'),
  )
  await Promise.all([members['transcriber-1'].stop(), members['transcriber-2'].stop()])
  await feeder.feed(waiting.slice(half), 0)
  await withRedis(redis.url, (client) => client.flushall())
  const look = async (): Promise<Rebuild> => {
    const due = await readDue(database.sql)
    return {
      due: new Map(due.map((job) => [job.id, scoreOf(job)])),
      held: await withRedis(redis.url, (client) => heldIds(client, prefix)),
    }
  }
  await poll(REBUILD_TIMEOUT_MS, async () => {
    const { due, held } = await look()
    return due.size === held.size
  })
  const rebuild = await look()
  await Promise.all(WORKERS.map((name) => members[name].start()))
  return rebuild
}

/** A score carries its priority in its fraction. */
const SCORE_LEVELS = 16
const scoreOf = (job: { readonly run_at: Date; readonly priority: number }) =>
  readyScore(job.run_at.getTime(), job.priority) + job.priority / SCORE_LEVELS
