import { describe, expect, test } from 'bun:test'
import { validate, version as versionOf } from 'uuid'
import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { createSequentialIds } from '../../../src/adapters/memory/ids.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import { uuidV7Ids } from '../../../src/adapters/system/ids.ts'
import { createPinoLogger, silentLogger } from '../../../src/adapters/system/logger.ts'

const A_YEAR_MS = 365 * 24 * 60 * 60 * 1000

describe('clocks', () => {
  test('the system clock sleeps as long as it should, and ends at once when aborted', async () => {
    const before = performance.now()
    await systemClock.sleep(20)
    expect(performance.now() - before).toBeGreaterThanOrEqual(18)
    await systemClock.sleep(-5)
    const abort = new AbortController()
    // Longer than a timer can: it must neither fire at once nor outlive the signal.
    const sleeping = systemClock.sleep(A_YEAR_MS, abort.signal)
    const first = await Promise.race([
      sleeping.then(() => 'slept'),
      systemClock.sleep(20).then(() => 'waited'),
    ])
    expect(first).toBe('waited')
    abort.abort()
    await sleeping
    await systemClock.sleep(A_YEAR_MS, abort.signal)
  })

  test('the manual clock wakes sleepers in order of their times, and nobody early', async () => {
    const clock = createManualClock(new Date(1_000))
    const woken: string[] = []
    const abort = new AbortController()
    const sleep = (name: string, durationMs: number, signal?: AbortSignal) =>
      clock.sleep(durationMs, signal).then(() => woken.push(name))
    const sleeping = [sleep('late', 200), sleep('early', 100), sleep('aborted', 999, abort.signal)]
    await sleep('at once', 0)
    clock.advance(99)
    await Promise.resolve()
    expect(woken).toEqual(['at once'])
    abort.abort()
    clock.advance(101)
    await Promise.all(sleeping)
    expect(woken).toEqual(['at once', 'aborted', 'early', 'late'])
    expect(clock.now()).toEqual(new Date(1_200))
    expect(() => clock.advance(-1)).toThrow(RangeError)
  })
})

describe('ids', () => {
  test.each([
    ['UUIDv7', uuidV7Ids],
    ['sequential', createSequentialIds()],
  ] as const)('%s: valid, unique and rising', (_name, ids) => {
    const made = Array.from({ length: 2_000 }, () => ids.next())
    expect(made.every((id) => validate(id) && versionOf(id) === 7)).toBe(true)
    expect(new Set(made).size).toBe(made.length)
    expect([...made].sort()).toEqual(made)
  })
})

describe('logger', () => {
  function collect(level: 'debug' | 'info') {
    const lines: string[] = []
    const logger = createPinoLogger({ level, destination: { write: (line) => lines.push(line) } })
    return { logger, lines }
  }

  test('writes one JSON object a line, from its level on', () => {
    const { logger, lines } = collect('info')
    logger.debug('unseen')
    logger.info('started', { port: 8080 })
    logger.error('broken', { error: new Error('outer', { cause: new Error('inner') }) })
    silentLogger.error('unseen')
    const [first, second, ...others] = lines.map((line) => JSON.parse(line))
    expect(others).toEqual([])
    expect(first).toMatchObject({ level: 'info', message: 'started', port: 8080 })
    expect(Number.isNaN(Date.parse(first.time))).toBe(false)
    expect(second.error.message).toContain('inner')
    expect(second.error.stack).toContain('outer')
  })

  test('never writes what is under the name of a secret', () => {
    const { logger, lines } = collect('debug')
    const secrets = { token: 'S3', apiKey: 'S3', password: 'S3', authorization: 'S3', databaseUrl: 'S3' }
    logger.debug('request', { ...secrets, headers: secrets, options: { storage: secrets } })
    expect(lines.join('')).not.toContain('S3')
    expect(lines.join('')).toContain('[redacted]')
  })
})
