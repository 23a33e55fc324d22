import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { JobStatus } from '../../src/domain/job/job.ts'
import type { Dice } from './dice.ts'
import type { Request } from './history.ts'

export interface Operator {
  /** Cancels and retries now and then, until the signal is aborted. */
  work(dice: Dice, signal: AbortSignal): Promise<void>
  requests(): readonly Request[]
}

const MEAN_PAUSE_MS = 2_500
const CALL_TIMEOUT_MS = 20_000
const PAGE_SIZE = 20

const jobList = z.object({ items: z.array(z.object({ id: z.string(), audiobook_id: z.string() })) })

/** Someone who cancels jobs that run or wait, and sends failed and cancelled ones round again. */
export function createOperator({ url, token }: { readonly url: string; readonly token: string }): Operator {
  const requests: Request[] = []

  const call = async (method: string, path: string): Promise<unknown> => {
    try {
      const response = await fetch(`${url}/api/v1/admin/jobs${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      })
      return response.ok ? await response.json() : null
    } catch {
      return null
    }
  }

  const choose = async (status: JobStatus, dice: Dice) => {
    const page = jobList.safeParse(await call('GET', `?status=${status}&limit=${PAGE_SIZE}`))
    return page.success ? page.data.items[dice.index(page.data.items.length)] : undefined
  }

  const act = async (kind: Request['kind'], status: JobStatus, dice: Dice) => {
    const job = await choose(status, dice)
    if (job === undefined) return
    const fromMs = Date.now()
    await call('POST', `/${job.id}/${kind === 'redrive' ? 'retry' : 'cancel'}`)
    requests.push({ kind, jobId: job.id, audiobookId: job.audiobook_id, fromMs, untilMs: Date.now() })
  }

  return {
    requests: () => requests,
    async work(dice, signal) {
      while (!signal.aborted) {
        await sleep(dice.between(0, 2 * MEAN_PAUSE_MS), undefined, { signal }).catch(() => undefined)
        if (signal.aborted) return
        const [kind, status] = dice.pickWeighted<readonly [Request['kind'], JobStatus]>([
          [1, ['cancel', 'processing']],
          [1, ['cancel', 'pending']],
          [2, ['redrive', 'failed']],
          [1, ['redrive', 'cancelled']],
        ])
        await act(kind, status, dice)
      }
    },
  }
}
