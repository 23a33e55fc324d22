import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { holdsJob } from './audit.ts'
import { type Fault, type FaultAction, type FaultKind, targetOf } from './fault.ts'
import { AWAIT_WORK_MS } from './fault-schedule.ts'
import type { Crash } from './history.ts'
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
  const injector = createInjector(system, crashes)

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
  poll(AWAIT_WORK_MS, () => holdsJob(database.sql, pid))

function createInjector(system: System, crashes: Crash[]): (action: FaultAction) => Promise<unknown> {
  const { members, redis, postgres, proxy, prefix } = system
  const snapshot = join(system.directory, 'snapshot.rdb')
  let hasSnapshot = false

  const restartRedis = async (downMs: number, from?: string) => {
    await redis.kill()
    await sleep(downMs)
    await redis.start(from)
  }

  return async (action) => {
    switch (action.kind) {
      case 'kill': {
        const { member, measured } = action
        if (measured) await untilItWorks(system, members[member].pid())
        crashes.push({ member, measured, pid: members[member].pid(), atMs: Date.now() })
        return members[member].kill(action.downMs)
      }
      case 'terminate':
        return members[action.member].terminate(action.downMs)
      case 'freeze':
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
