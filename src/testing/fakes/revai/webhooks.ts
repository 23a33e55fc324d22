import type { FakeRevAiJob } from './jobs.ts'
import type { Timeline } from './timeline.ts'

export interface FakeDelivery {
  readonly jobId: string
  readonly url: string
  /** By the machine's clock; when it was sent. */
  readonly sentAtMs: number
  /** Null: no answer. */
  readonly status: number | null
}

export interface FakeWebhookBehaviour {
  /** What becomes of the nth delivery (from 1) of a job. */
  webhook: (job: FakeRevAiJob, delivery: number) => 'deliver' | 'duplicate' | 'lose'
}

const RETRY_INTERVAL_MS = 30 * 60_000
const GIVEN_UP_AFTER_MS = 24 * 60 * 60_000

/** Only a 200 stops the deliveries; otherwise there is one every 30 minutes for a day. */
export function createWebhooks(
  timeline: Timeline,
  behaviour: FakeWebhookBehaviour,
  present: (job: FakeRevAiJob) => object,
) {
  const deliveries: FakeDelivery[] = []
  const running = new Set<Promise<void>>()

  const post = async (job: FakeRevAiJob): Promise<boolean> => {
    const { notification_config: config, callback_url } = job.options
    const url = config?.url ?? callback_url ?? ''
    const sentAtMs = Date.now()
    const status = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...config?.auth_headers },
      body: JSON.stringify({ job: present(job) }),
    }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => null,
    )
    deliveries.push({ jobId: job.id, url, sentAtMs, status })
    return status === 200
  }

  const deliver = async (job: FakeRevAiJob, delivery: number, sinceMs: number): Promise<void> => {
    const fate = behaviour.webhook(job, delivery)
    if (fate === 'lose') return
    const isTaken = await post(job)
    if (fate === 'duplicate') await post(job)
    const nextMs = timeline.nowMs() + RETRY_INTERVAL_MS
    if (!isTaken && nextMs - sinceMs <= GIVEN_UP_AFTER_MS) {
      timeline.at(nextMs, () => track(deliver(job, delivery + 1, sinceMs)))
    }
  }

  const track = (delivering: Promise<void>): Promise<void> => {
    const tracked: Promise<void> = delivering.finally(() => running.delete(tracked))
    running.add(tracked)
    return tracked
  }

  return {
    deliveries: deliveries as readonly FakeDelivery[],
    announce(job: FakeRevAiJob): Promise<void> {
      const isWanted = job.options.notification_config !== undefined || job.options.callback_url !== undefined
      return isWanted ? track(deliver(job, 1, timeline.nowMs())) : Promise.resolve()
    },
    /** Resolves when none is on its way. */
    async delivered(): Promise<void> {
      await Promise.all(running)
    },
  }
}
