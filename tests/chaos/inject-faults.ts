import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, type FaultAction, type FaultKind, type MemberName, targetOf } from './fault.ts'
import { AWAIT_WORK_MS } from './fault-schedule.ts'
import type { Crash } from './history.ts'
import { claimsOf, deliverLastWords, type LastWords } from './last-words.ts'
import { listKeys, withRedis } from './look-into-redis.ts'
import { poll } from './poll.ts'
import type { System } from './system.ts'

export interface Injected {
  readonly counts: Readonly<Partial<Record<FaultKind, number>>>
  readonly crashes: readonly Crash[]
  /** Faults that could not be made: the harness is at fault then, not the system. */
  readonly failures: readonly string[]
}

/** Makes the faults at their times, those of one target one after the other. Resolves when all are over. */
export async function injectFaults(
  system: System,
  faults: readonly Fault[],
  onFault: (fault: Fault) => void,
): Promise<Injected> {
  const counts: Partial<Record<FaultKind, number>> = {}
  const crashes: Crash[] = []
  const failures: string[] = []
  const lastOf = new Map<string, Promise<void>>()
  const running: Promise<void>[] = []
  const injector = createInjector(system, crashes, (words) => void running.push(words))

  const make = async (fault: Fault): Promise<void> => {
    onFault(fault)
    try {
      await injector(fault.action)
      counts[fault.action.kind] = (counts[fault.action.kind] ?? 0) + 1
    } catch (error) {
      failures.push(`${fault.action.kind}: ${String(error)}`)
    }
  }

  const startedMs = performance.now()
  for (const fault of faults) {
    await sleep(Math.max(0, startedMs + fault.atMs - performance.now()))
    const target = targetOf(fault.action)
    const made =
      target === null ? make(fault) : (lastOf.get(target) ?? Promise.resolve()).then(() => make(fault))
    if (target !== null) lastOf.set(target, made)
    running.push(made)
  }
  await Promise.all(running)
  return { counts, crashes, failures }
}

/** What a process without work loses shows nothing. */
const untilItWorks = ({ database }: System, pid: number) =>
  poll(AWAIT_WORK_MS, async () => (await claimsOf(database.sql, pid)).length > 0)

/** Jobs have run again by then, unless much else is wrong. */
const LAST_WORDS_TIMEOUT_MS = 30_000

function createInjector(
  system: System,
  crashes: Crash[],
  later: (words: Promise<void>) => void,
): (action: FaultAction) => Promise<unknown> {
  const { members, redis, postgres, proxy, prefix } = system
  const snapshot = join(system.directory, 'snapshot.rdb')
  let hasSnapshot = false

  const restartRedis = async (downMs: number, from?: string) => {
    await redis.kill()
    await sleep(downMs)
    await redis.start(from)
  }

  /** What it said of the claims that it holds now. */
  const keepLastWords = async (member: MemberName, words: LastWords) => {
    if (member === 'api') return
    const { sql } = system.database
    const claims = await claimsOf(sql, members[member].pid()).catch(() => [])
    const options = { sql, words, url: proxy.urlOf(member), token: system.workerToken }
    later(deliverLastWords(claims, { ...options, timeoutMs: LAST_WORDS_TIMEOUT_MS }))
  }

  return async (action) => {
    switch (action.kind) {
      case 'kill': {
        const { member, measured } = action
        const pid = members[member].pid()
        if (measured) await untilItWorks(system, pid)
        await keepLastWords(member, action.lastWords)
        crashes.push({ member, measured, pid, atMs: Date.now() })
        return members[member].kill(action.downMs)
      }
      case 'terminate':
        return members[action.member].terminate(action.downMs)
      case 'freeze':
        await keepLastWords(action.member, action.lastWords)
        return members[action.member].freeze(action.forMs)
      case 'skew_clock':
        return writeFile(system.clockFile(action.member), String(action.offsetMs))
      case 'flush_redis':
        return withRedis(redis.url, (client) => client.flushall())
      case 'delete_key':
        return withRedis(redis.url, async (client) => {
          const keys = await listKeys(client, prefix)
          const key = keys[Math.floor(action.place * keys.length)]
          if (key !== undefined) await client.del(key)
        })
      case 'save_snapshot':
        await redis.saveSnapshot(snapshot)
        hasSnapshot = true
        return
      case 'restore_snapshot':
        return restartRedis(action.downMs, hasSnapshot ? snapshot : undefined)
      case 'restart_redis':
        return restartRedis(action.downMs)
      case 'freeze_redis':
        redis.signal('SIGSTOP')
        await sleep(action.forMs)
        redis.signal('SIGCONT')
        return
      case 'restart_postgres':
        await postgres.stop(action.mode)
        await sleep(action.downMs)
        return postgres.start()
      case 'lose_requests':
        return proxy.misdeliver(action.member, { kind: 'lose_request' }, action.count)
      case 'lose_responses':
        return proxy.misdeliver(action.member, { kind: 'lose_response' }, action.count)
      case 'delay_requests':
        return proxy.misdeliver(action.member, { kind: 'delay_request', byMs: action.byMs }, action.count)
    }
  }
}
