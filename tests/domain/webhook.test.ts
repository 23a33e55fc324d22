import { describe, expect, test } from 'bun:test'
import { EVENT_TYPES } from '../../src/domain/event/event.ts'
import { afterAttempt, MAX_RETRY_AFTER_MS, RETRY_DELAYS_MS } from '../../src/domain/webhook/after-attempt.ts'
import { type Webhook, wantsEvent } from '../../src/domain/webhook/webhook.ts'

const answer = (status: number, retryAfterMs: number | null = null) =>
  ({ kind: 'answered', status, body: '', retryAfterMs, durationMs: 1 }) as const
const silence = { kind: 'unanswered', code: 'timeout', message: 'No answer.', durationMs: 1 } as const
const DAY_MS = 24 * 3_600_000

describe('after an attempt', () => {
  test.each([200, 202, 204, 299])('%i is delivered, in whatever attempt', (status) => {
    for (const attempt of [1, 10])
      expect(afterAttempt(attempt, answer(status), 0)).toEqual({ step: 'delivered' })
  })

  test.each([301, 400, 404, 429, 500])('%i is tried again, ten times over three days', (status) => {
    const delays = Array.from({ length: 9 }, (_, index) => afterAttempt(index + 1, answer(status), 0.5))
    expect(delays).toEqual(RETRY_DELAYS_MS.map((delayMs) => ({ step: 'retry', delayMs })))
    expect(RETRY_DELAYS_MS.reduce((sum, delayMs) => sum + delayMs)).toBeGreaterThan(3 * DAY_MS)
    expect(afterAttempt(10, answer(status), 0.5)).toEqual({ step: 'dead' })
  })

  test('410 ends it, silence does not', () => {
    expect(afterAttempt(1, answer(410), 0)).toEqual({ step: 'gone' })
    expect(afterAttempt(1, silence, 0.5)).toEqual({ step: 'retry', delayMs: 5_000 })
  })

  test('waits differ by a fifth, and are as long as the receiver asked, up to a day', () => {
    expect(afterAttempt(1, silence, 0)).toEqual({ step: 'retry', delayMs: 4_000 })
    expect(afterAttempt(1, silence, 1)).toEqual({ step: 'retry', delayMs: 6_000 })
    expect(afterAttempt(1, answer(503, 60_000), 0)).toEqual({ step: 'retry', delayMs: 60_000 })
    expect(afterAttempt(3, answer(503, 1_000), 0.5)).toEqual({ step: 'retry', delayMs: 1_800_000 })
    expect(afterAttempt(1, answer(503, 9 * DAY_MS), 0)).toEqual({
      step: 'retry',
      delayMs: MAX_RETRY_AFTER_MS,
    })
  })
})

test('an endpoint is told of its owner, of its types, of what happened since it is there', () => {
  const createdAt = new Date('2026-11-28T10:00:00Z')
  const webhook: Webhook = {
    ...{ id: '1', ownerId: 'ann', seesAll: false, url: 'https://example.com', description: '' },
    ...{ eventTypes: ['job.failed'], status: 'active', consecutiveFailures: 0, failingSince: null },
    ...{ createdAt, updatedAt: createdAt },
  }
  const event = { type: 'job.failed', ownerId: 'ann', occurredAt: createdAt } as const
  expect(wantsEvent(webhook, event)).toBe(true)
  expect(wantsEvent({ ...webhook, status: 'paused' }, event)).toBe(true)
  for (const status of ['inactive', 'gone'] as const)
    expect(wantsEvent({ ...webhook, status }, event)).toBe(false)
  expect(wantsEvent(webhook, { ...event, ownerId: 'ben' })).toBe(false)
  expect(wantsEvent({ ...webhook, seesAll: true }, { ...event, ownerId: 'ben' })).toBe(true)
  expect(wantsEvent(webhook, { ...event, occurredAt: new Date(createdAt.getTime() - 1) })).toBe(false)
  for (const type of EVENT_TYPES) expect(wantsEvent(webhook, { ...event, type })).toBe(type === 'job.failed')
})
