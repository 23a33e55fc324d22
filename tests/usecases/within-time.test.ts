import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync, ResultAsync } from 'neverthrow'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { DEFAULT_TIME_LIMITS, LONGEST_TIME_LIMIT_MS, timeLimitMs } from '../../src/domain/job/time-limit.ts'
import { type PortResult, permanentError, transientError } from '../../src/ports/port-error.ts'
import { withinTime } from '../../src/ports/within-time.ts'

const hang = <T>(): PortResult<T> => new ResultAsync(new Promise(() => undefined))

/** Says that it was stopped, as engines do. */
const obey = (signal: AbortSignal): PortResult<string> =>
  new ResultAsync(
    new Promise((resolve) => {
      const stopped = errAsync<string, ReturnType<typeof transientError>>(
        transientError('aborted', 'Stopped.'),
      )
      signal.addEventListener('abort', () => void stopped.then(resolve), { once: true })
    }),
  )

function setUp(limitMs = 5_000) {
  const clock = createManualClock()
  const stop = new AbortController()
  const wait = { clock, limitMs, who: 'The engine', signal: stop.signal }
  return { clock, stop, wait }
}

describe('time limits', () => {
  test('grow with the audio, from a base to a bound', () => {
    const { transcribe } = DEFAULT_TIME_LIMITS
    expect(timeLimitMs(transcribe, 0)).toBe(600_000)
    expect(timeLimitMs(transcribe, 3_600)).toBe(600_000 + 6 * 3_600_000)
    expect(timeLimitMs(transcribe, 1e9)).toBe(LONGEST_TIME_LIMIT_MS)
    expect(timeLimitMs(transcribe, -5)).toBe(600_000)
  })
})

describe('work within a time', () => {
  test('that ends in time answers as it did', async () => {
    const { wait } = setUp()
    expect((await withinTime(wait, () => okAsync(7)))._unsafeUnwrap()).toBe(7)
    const failed = await withinTime(wait, () => errAsync(permanentError('bad', 'Bad.')))
    expect(failed._unsafeUnwrapErr().code).toBe('bad')
  })

  test.each([
    ['hangs for ever', hang],
    ['obeys', obey],
  ])('that %s is stopped at the limit, not before, and may be tried again', async (_, work) => {
    const { wait, clock } = setUp()
    let seen: AbortSignal | undefined
    let isSettled = false
    const running = withinTime(wait, (signal) => {
      seen = signal
      return work(signal)
    })
    void running.then(() => {
      isSettled = true
    })
    clock.advance(4_999)
    await new Promise((resolve) => setImmediate(resolve))
    expect([seen?.aborted, isSettled]).toEqual([false, false])
    clock.advance(1)
    const error = (await running)._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'engine_timeout' })
    expect(error.message).toBe('The engine did not finish within 5 s.')
    expect(seen?.aborted).toBe(true)
  })

  test('that its caller stops says so', async () => {
    const { wait, stop } = setUp()
    const running = withinTime(wait, obey)
    stop.abort()
    expect((await running)._unsafeUnwrapErr().code).toBe('aborted')
  })

  test('leaves no timer behind', async () => {
    const slept: AbortSignal[] = []
    const { wait, clock } = setUp()
    const watched = {
      ...clock,
      sleep: (durationMs: number, signal?: AbortSignal) => {
        if (signal !== undefined) slept.push(signal)
        return clock.sleep(durationMs, signal)
      },
    }
    await withinTime({ ...wait, clock: watched }, () => okAsync(1))
    expect(slept.map(({ aborted }) => aborted)).toEqual([true])
  })
})
