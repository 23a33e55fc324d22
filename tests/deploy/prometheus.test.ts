import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type PrometheusServer, startPrometheus } from '../support/prometheus-server.ts'
import { waitUntil } from '../support/wait-until.ts'
import { pathOf } from './files.ts'
import { startMonitoredSystem } from './monitored-system.ts'
import { type Asked, alertExpressions, dashboardExpressions, RULES_FILE, readRules } from './monitoring.ts'

const TIMEOUT_MS = 120_000
const BOOKS_TIMEOUT_MS = 45_000

let system: Awaited<ReturnType<typeof startMonitoredSystem>> | undefined
let prometheus: PrometheusServer | undefined

beforeAll(async () => {
  system = await startMonitoredSystem()
  prometheus = await startPrometheus(
    [
      { job: 'chapterwise', targets: [system.apiTarget] },
      { job: 'chapterwise-workers', targets: system.workerTargets },
    ],
    [pathOf(RULES_FILE)],
  )
}, TIMEOUT_MS)

afterAll(async () => {
  await prometheus?.remove()
  await system?.remove()
}, TIMEOUT_MS)

test('promtool finds the rules right, and they fire when they should', () => {
  const check = Bun.spawnSync(['promtool', 'check', 'rules', pathOf(RULES_FILE)])
  expect([check.exitCode, check.stderr.toString()]).toEqual([0, ''])
  const unit = Bun.spawnSync(['promtool', 'test', 'rules', pathOf('prometheus/tests/chapterwise.yaml')])
  expect([unit.exitCode, unit.stdout.toString() + unit.stderr.toString()]).toEqual([
    0,
    expect.stringContaining('SUCCESS'),
  ])
})

test(
  'every expression of the dashboard and of the alerts has series in a system that made books and failed some',
  async () => {
    if (system === undefined || prometheus === undefined) throw new Error('not started')
    const { query, rules } = prometheus
    const books = []
    for (const index of [1, 2, 4, 5]) books.push(await system.client.makeBook(index))
    const ids = books.map(({ audiobookId }) => audiobookId)
    const statuses = await system.client.waitForEnd(ids, BOOKS_TIMEOUT_MS)
    expect(statuses.map((status) => status.split(':')[0]).toSorted()).toEqual([
      ...['completed', 'completed', 'completed', 'failed'],
    ])
    expect((await system.get('/search?q=lamp&mode=lexical')).status).toBe(503)

    const asked = [...dashboardExpressions(), ...alertExpressions()]
    expect(asked.length).toBeGreaterThan(50)
    const withoutSeries = async (left: readonly Asked[]): Promise<readonly Asked[]> => {
      const found = await Promise.all(
        left.map(async ({ expression }) => (await query(expression)).length > 0),
      )
      return left.filter((_, index) => !found[index])
    }
    let left: readonly Asked[] = asked
    await waitUntil(
      async () => {
        // A rate needs what was counted to rise between two scrapes.
        await system?.get('/search?q=lamp&mode=lexical')
        left = await withoutSeries(left)
        return left
      },
      ({ length }) => length === 0,
    ).catch(() => {})
    expect(left).toEqual([])

    const loaded = (await rules()).flatMap((group) => group.rules)
    expect(loaded.map(({ name }) => name)).toEqual(readRules().map(({ alert }) => alert))
    expect(loaded.filter(({ health }) => health === 'err')).toEqual([])
  },
  TIMEOUT_MS,
)

test('what is counted is what happened', async () => {
  if (prometheus === undefined) throw new Error('not started')
  const { query } = prometheus
  const readValue = async (expression: string) => Number((await query(expression))[0]?.value[1])
  expect(await readValue('sum(chapterwise_dead_letters{type="transcribe",code="decode_failed"})')).toBe(1)
  expect(await readValue('sum(chapterwise_job_failures_total{next="dead_letter"})')).toBe(1)
  expect(await readValue('sum(chapterwise_job_failures_total{next="wait",code="rate_limited"})')).toBe(1)
  expect(await readValue('sum(chapterwise_job_failures_total{next="retry",code="overloaded"})')).toBe(1)
  expect(
    await readValue('sum(chapterwise_job_run_duration_seconds_count{type="transcribe",outcome="done"})'),
  ).toBe(3)
  expect(await readValue('sum(chapterwise_upload_files_total{outcome="stored"})')).toBe(4)
  expect(await readValue('sum(chapterwise_jobs_in_flight)')).toBe(0)
})
