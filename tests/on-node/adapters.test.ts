import { beforeAll, expect, test } from 'bun:test'
import { type NodeRun, runOnNode } from '../support/on-node/run-on-node.ts'

/** A file of `tests/adapters`, the contracts that it must have run, and what it runs: all, or contracts alone as they take long. */
type Suite = readonly [name: string, contracts: readonly string[], runs: 'all' | 'contracts']

/** The longest first, so that none of them is left to run on at the end. */
const SUITES: readonly Suite[] = [
  ['redis/queue', ['queue contract: redis', 'queue contract: redis, cluster of three nodes'], 'contracts'],
  ['local/pocketsphinx/transcriber', ['transcriber contract: pocketsphinx'], 'contracts'],
  [
    'memory/queue',
    ['queue contract: memory, manual clock', 'queue contract: memory, real time'],
    'contracts',
  ],
  ['local/embedder', ['embedder contract: local'], 'contracts'],
  [
    'openai/transcriber',
    ['transcriber contract: openai, whole files', 'transcriber contract: openai, in pieces'],
    'contracts',
  ],
  ['openai/errors', [], 'all'],
  ['openai/llm', ['llm contract: openai'], 'all'],
  ['openai/embedder', ['embedder contract: openai'], 'all'],
  ['revai/contract', ['transcriber contract: revai'], 'all'],
  ['revai/submit', [], 'all'],
  ['revai/submit-refused', [], 'all'],
  ['revai/collect', [], 'all'],
  ['revai/crash', [], 'all'],
  ['gemini/llm', ['llm contract: gemini'], 'all'],
  [
    'gemini/embedder',
    ['embedder contract: gemini, gemini-embedding-001', 'embedder contract: gemini, gemini-embedding-2'],
    'all',
  ],
  ['gemini/errors', [], 'all'],
  ['gemini/limits', [], 'all'],
  ['supabase/storage', ['storage contract: supabase'], 'all'],
  ['fs/storage', ['storage contract: fs'], 'all'],
  ['memory/storage', ['storage contract: memory'], 'all'],
  ['local/llm', ['llm contract: local'], 'contracts'],
  [
    'memory/transcriber',
    ['transcriber contract: scripted', 'transcriber contract: scripted, with delays'],
    'all',
  ],
  ['memory/engines', ['llm contract: scripted', 'embedder contract: hash'], 'all'],
  ['memory/provider-places', ['provider places: memory'], 'all'],
  ['redis/provider-places', ['provider places: redis'], 'all'],
  ['memory/rate-limiter', ['rate limiter: memory'], 'all'],
  ['redis/rate-limiter', ['rate limiter: redis'], 'all'],
  ['webhooks/sender', [], 'all'],
  ['direct/reporter', ['reporter: direct'], 'all'],
  ['http-reporter/reporter', ['reporter: http, on a listening API'], 'all'],
]

/** Some of them wait most of their time. */
const RUNNING_AT_ONCE = 4
const ALL_MS = 400_000

const runs = new Map<string, NodeRun>()

beforeAll(async () => {
  const waiting = SUITES.values()
  const runInTurn = async () => {
    for (const [name, , what] of waiting) {
      const file = new URL(`../adapters/${name}.test.ts`, import.meta.url)
      runs.set(name, await runOnNode(file, what === 'contracts' ? ' contract: ' : undefined))
    }
  }
  await Promise.all(Array.from({ length: RUNNING_AT_ONCE }, runInTurn))
}, ALL_MS)

test.each(SUITES)('%s holds on Node too', (name, contracts) => {
  const { passed, problems } = runs.get(name) ?? { passed: [], problems: ['it was not run'] }
  expect(problems).toEqual([])
  expect(passed.length).toBeGreaterThan(0)
  const withoutTests = contracts.filter(
    (contract) => !passed.some((test) => test.startsWith(`${contract} > `)),
  )
  expect(withoutTests).toEqual([])
})
