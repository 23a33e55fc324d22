import type { JobType } from '../../domain/job/job.ts'
import type { Queue } from '../../ports/queue.ts'
import type { FailedMirror } from './failed-mirror.ts'
import type { Lane } from './lane.ts'
import { redisResult } from './redis-errors.ts'
import type { Throttle } from './throttle.ts'

/** The port: sorts jobs and leases by type, and turns what is rejected into errors of the port. */
export function queueOfLanes(
  lanes: Readonly<Record<JobType, Lane>>,
  failed: FailedMirror,
  throttle: Throttle,
): Queue {
  /** One call a type, side by side: a type whose call failed is told again without harm. */
  const eachType = async <T extends { readonly type: JobType }>(
    items: readonly T[],
    run: (lane: Lane, items: readonly T[]) => Promise<void>,
  ): Promise<void> => {
    const [first] = items
    if (first === undefined) return
    // Nearly always there is one type.
    if (items.every((item) => item.type === first.type)) return run(lanes[first.type], items)
    const groups = Map.groupBy(items, (item) => item.type)
    await Promise.all([...groups].map(([type, group]) => run(lanes[type], group)))
  }

  return {
    name: 'redis',
    enqueue: (jobs) => redisResult(() => eachType(jobs, (lane, group) => lane.enqueue(group))),
    lease: (type, count, options) => redisResult(() => lanes[type].lease(count, options)),
    renew: (leases, leaseMs) =>
      redisResult(async () => {
        const lost: string[] = []
        await eachType(leases, async (lane, group) => {
          lost.push(...(await lane.renew(group, leaseMs)))
        })
        return lost
      }),
    ack: (leases) => redisResult(() => eachType(leases, (lane, group) => lane.ack(group))),
    release: (leases, delayMs, priority) =>
      redisResult(() => eachType(leases, (lane, group) => lane.release(group, delayMs, priority))),
    drop: (jobs) => redisResult(() => eachType(jobs, (lane, group) => lane.drop(group.map((job) => job.id)))),
    counts: () =>
      redisResult(async () => {
        const [transcribe, summarize, tag, embed] = await Promise.all([
          lanes.transcribe.counts(),
          lanes.summarize.counts(),
          lanes.tag.counts(),
          lanes.embed.counts(),
        ])
        return { transcribe, summarize, tag, embed }
      }),
    setPaused: (type, paused) => redisResult(() => lanes[type].setPaused(paused)),
    throttle: (provider, durationMs) => redisResult(() => throttle(provider, durationMs)),
    recordFailed: (letters) => redisResult(() => failed.record(letters)),
    forgetFailed: (letters) => redisResult(() => failed.forget(letters)),
    listFailed: (type, cursor) => redisResult(() => failed.list(type, cursor)),
  }
}
