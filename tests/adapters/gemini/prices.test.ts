import { describe, expect, test } from 'bun:test'
import { costUsd } from '../../../src/adapters/gemini/prices.ts'

const MILLION = { input: 1_000_000, output: 1_000_000 }
const NOVEMBER = new Date('2026-11-23T00:00:00Z')
const DECEMBER = new Date('2026-12-01T00:00:00Z')

describe('what a call costs', () => {
  test.each([
    ['gemini-3.5-flash-lite', NOVEMBER, 2.8],
    ['models/gemini-3.5-flash-lite', NOVEMBER, 2.8],
    ['gemini-3.5-flash-lite-001', NOVEMBER, 2.8],
    ['gemini-2.5-pro', NOVEMBER, 11.25],
    ['gemini-2.5-pro', DECEMBER, 4.5],
    ['gemini-embedding-001', NOVEMBER, 0.15],
  ] as const)('%s on %s', (model, at, cost) => {
    expect(costUsd([model], MILLION, at)).toBeCloseTo(cost, 10)
  })

  test('the model that answered counts, not the one that was asked for', () => {
    const cost = costUsd(['gemini-3.5-flash-lite', 'gemini-2.5-pro'], MILLION, NOVEMBER)
    expect(cost).toBeCloseTo(2.8, 10)
  })

  test('an unknown model costs an unknown amount', () => {
    expect(costUsd(['gemini-9-ultra'], MILLION, NOVEMBER)).toBeNull()
  })

  test('prices of one’s own come first', () => {
    const own = {
      'gemini-9-ultra': { inputUsd: 1, outputUsd: 2 },
      'gemini-2.5-pro': { inputUsd: 0, outputUsd: 0 },
    }
    expect(costUsd(['gemini-9-ultra'], MILLION, NOVEMBER, own)).toBe(3)
    expect(costUsd(['gemini-2.5-pro'], MILLION, NOVEMBER, own)).toBe(0)
  })
})
