import { describe, expect, test } from 'bun:test'
import { nextPacificMidnight } from '../../../src/adapters/gemini/pacific-midnight.ts'

describe('the next midnight in California', () => {
  test.each([
    ['winter', '2026-01-15T20:00:00Z', '2026-01-16T08:00:00.000Z'],
    ['summer', '2026-07-15T20:00:00Z', '2026-07-16T07:00:00.000Z'],
    ['late in the UTC day, the same day there', '2026-07-15T23:59:59Z', '2026-07-16T07:00:00.000Z'],
    ['early in the UTC day, still yesterday there', '2026-07-15T06:59:59Z', '2026-07-15T07:00:00.000Z'],
    ['midnight itself is over', '2026-07-15T07:00:00Z', '2026-07-16T07:00:00.000Z'],
    ['the day before clocks go forward', '2026-03-07T12:00:00Z', '2026-03-08T08:00:00.000Z'],
    ['the day of 23 hours', '2026-03-08T08:00:00Z', '2026-03-09T07:00:00.000Z'],
    ['the day before clocks go back', '2026-10-31T12:00:00Z', '2026-11-01T07:00:00.000Z'],
    ['the day of 25 hours', '2026-11-01T07:00:00Z', '2026-11-02T08:00:00.000Z'],
    ['the end of a year', '2026-12-31T23:00:00Z', '2027-01-01T08:00:00.000Z'],
  ])('%s', (_, now, midnight) => {
    expect(nextPacificMidnight(new Date(now)).toISOString()).toBe(midnight)
  })
})
