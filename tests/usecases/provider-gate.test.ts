import { describe, expect, test } from 'bun:test'
import { errAsync } from 'neverthrow'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import type { JobType } from '../../src/domain/job/job.ts'
import { transientError } from '../../src/ports/port-error.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { createProviderGate } from '../../src/usecases/provider-gate.ts'

const HOUR_MS = 60 * 60 * 1000
const never = new AbortController().signal

function setUp() {
  const clock = createManualClock()
  const queue = createMemoryQueue({ clock })
  const gate = createProviderGate({ clock, queue, logger: silentLogger })
  /** Whether waiting for the gate has ended by now. */
  const watch = (type: Parameters<typeof gate.opened>[0], signal = never) => {
    let open = false
    const opened = gate.opened(type, signal).then(() => {
      open = true
    })
    const isOpen = async () => {
      await Bun.sleep(0)
      return open
    }
    return { opened, isOpen }
  }
  return { clock, queue, gate, watch }
}

describe('the gate of a provider', () => {
  test('is open until it is paused, and again when the pause is over', async () => {
    const { clock, gate, watch } = setUp()
    expect(await watch('transcribe').isOpen()).toBe(true)
    gate.pause('transcribe', 30_000)
    const waiting = watch('transcribe')
    expect([await waiting.isOpen(), gate.remainingMs('transcribe')]).toEqual([false, 30_000])
    clock.advance(29_999)
    expect([await waiting.isOpen(), gate.remainingMs('transcribe')]).toEqual([false, 1])
    clock.advance(1)
    expect([await waiting.isOpen(), gate.remainingMs('transcribe')]).toEqual([true, 0])
  })

  test('lasts no longer when the clock of the machine is set back', () => {
    const clock = createManualClock()
    let setBackMs = 0
    const wrong = { ...clock, now: () => new Date(clock.now().getTime() - setBackMs) }
    const gate = createProviderGate({
      clock: wrong,
      queue: createMemoryQueue({ clock }),
      logger: silentLogger,
    })
    gate.pause('tag', 2_000)
    setBackMs = 60_000
    clock.advance(1_500)
    expect(gate.remainingMs('tag')).toBe(500)
  })

  test('the longest wait counts, also for those who wait already', async () => {
    const { clock, gate, watch } = setUp()
    gate.pause('embed', 10_000)
    const waiting = watch('embed')
    clock.advance(5_000)
    gate.pause('embed', 20_000)
    gate.pause('embed', 1_000)
    expect(gate.remainingMs('embed')).toBe(20_000)
    clock.advance(5_000)
    expect(await waiting.isOpen()).toBe(false)
    clock.advance(15_000)
    expect(await waiting.isOpen()).toBe(true)
  })

  test('one LLM stands behind summaries and tags; other providers go on', () => {
    const { gate } = setUp()
    gate.pause('tag', 1_000)
    const types = ['transcribe', 'summarize', 'tag', 'embed'] as const
    expect(types.map((type) => gate.remainingMs(type))).toEqual([0, 1_000, 1_000, 0])
  })

  test('no pause is longer than an hour', () => {
    const { gate } = setUp()
    gate.pause('transcribe', 24 * HOUR_MS)
    expect(gate.remainingMs('transcribe')).toBe(HOUR_MS)
  })

  test('whoever stops does not wait', async () => {
    const { gate, watch } = setUp()
    gate.pause('transcribe', 30_000)
    const stopping = new AbortController()
    const waiting = watch('transcribe', stopping.signal)
    expect(await waiting.isOpen()).toBe(false)
    stopping.abort()
    await waiting.opened
    expect(await waiting.isOpen()).toBe(true)
  })

  test('other processes learn of a pause by the queue', async () => {
    const { clock, queue, gate } = setUp()
    const job = (type: JobType) => ({ id: type, type, ownerId: 'a', priority: 0, runAt: clock.now() })
    await expectOk(queue.enqueue([job('summarize'), job('tag'), job('embed')]))
    gate.pause('summarize', 30_000)
    const take = async (type: JobType) =>
      (await expectOk(queue.lease(type, 1, { waitMs: 0, leaseMs: HOUR_MS }))).map(({ jobId }) => jobId)
    expect([await take('summarize'), await take('tag'), await take('embed')]).toEqual([[], [], ['embed']])
    clock.advance(30_000)
    expect([await take('summarize'), await take('tag')]).toEqual([['summarize'], ['tag']])
  })

  test('a queue that is away keeps the pause in this process', async () => {
    const { clock } = setUp()
    const queue = { throttle: () => errAsync(transientError('redis_unavailable', 'away')) }
    const warnings: string[] = []
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) }
    const gate = createProviderGate({ clock, queue, logger })
    gate.pause('embed', 1_000)
    await Bun.sleep(0)
    expect([gate.remainingMs('embed'), warnings]).toEqual([1_000, ['pause is not shared']])
  })
})
