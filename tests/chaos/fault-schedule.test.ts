import { describe, expect, test } from 'bun:test'
import { awayMs, type Fault, targetOf } from './fault.ts'
import { makeFaultSchedule, RERUN_GRACE_MS } from './fault-schedule.ts'

const FIVE_MINUTES = { seed: 1, durationMs: 300_000, leaseMs: 15_000 }
const LEAST_FAULTS = 200

const isMeasured = ({ action }: Fault) => action.kind === 'kill' && action.measured

describe('fault schedule', () => {
  test('the same seed gives the same faults, another one gives others', () => {
    expect(makeFaultSchedule(FIVE_MINUTES)).toEqual(makeFaultSchedule(FIVE_MINUTES))
    expect(makeFaultSchedule({ ...FIVE_MINUTES, seed: 2 })).not.toEqual(makeFaultSchedule(FIVE_MINUTES))
  })

  test('five minutes hold more than 200 faults, of every kind, in order', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const faults = makeFaultSchedule({ ...FIVE_MINUTES, seed })
      expect(faults.length).toBeGreaterThan(LEAST_FAULTS)
      expect(new Set(faults.map(({ action }) => action.kind)).size).toBe(14)
      expect(faults.map(({ atMs }) => atMs)).toEqual(faults.map(({ atMs }) => atMs).toSorted((a, b) => a - b))
    }
  })

  test('nothing else is wrong while the jobs of a killed process must run again', () => {
    const faults = makeFaultSchedule(FIVE_MINUTES)
    const measured = faults.filter(isMeasured)
    expect(measured).toHaveLength(6)
    const others = faults.filter((fault) => !isMeasured(fault))
    for (const { atMs } of measured) {
      const endMs = atMs + FIVE_MINUTES.leaseMs + RERUN_GRACE_MS
      const during = others.filter((fault) => fault.atMs < endMs && fault.atMs + awayMs(fault.action) > atMs)
      expect(during).toEqual([])
    }
  })

  test('what happens to a target is over before the next thing happens to it', () => {
    for (const seed of [1, 2, 3]) {
      const freeAt = new Map<string, number>()
      for (const { atMs, action } of makeFaultSchedule({ ...FIVE_MINUTES, seed })) {
        const target = targetOf(action)
        if (target === null) continue
        expect(freeAt.get(target) ?? 0).toBeLessThanOrEqual(atMs)
        freeAt.set(target, atMs + awayMs(action))
      }
    }
  })
})
