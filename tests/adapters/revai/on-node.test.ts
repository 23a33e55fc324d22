import { expect, test } from 'bun:test'
import { runOnNode } from '../../support/on-node/run-on-node.ts'

const SUITES = [
  ['./contract.test.ts', 6],
  ['./crash.test.ts', 2],
] as const

test.each(SUITES)(
  '%s holds on Node too',
  async (suite, passed) => {
    const ran = await runOnNode(new URL(suite, import.meta.url))
    expect(ran).toEqual({ passed, failed: 0, complaints: '' })
  },
  120_000,
)
