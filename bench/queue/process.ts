import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBullmqDriver } from './bullmq-driver.ts'
import type { Consumer } from './driver.ts'
import { createOurDriver } from './our-driver.ts'
import { type AddMode, type Answers, nowMs, type Request } from './protocol.ts'

// One side of the bench, producer or consumer: `process.ts ours|bullmq redis://…`.

const HUNDRED = 100
const BULK = 1_000
const LONGEST_MS = 120_000
/** Between two jobs that find the other side idle, plus up to as much again. */
const IDLE_GAP_MS = 8

const [name, url = ''] = process.argv.slice(2)
const driver = name === 'ours' ? await createOurDriver(url) : await createBullmqDriver(url)
let idle: { readonly consumer: Consumer; readonly times: Record<string, number>; started: number } | null =
  null

async function add(ids: readonly string[], by: AddMode): Promise<Answers['add']> {
  const size = { one: 1, hundred: HUNDRED, bulk: BULK }[by]
  const startedMs = performance.now()
  for (let from = 0; from < ids.length; from += size) {
    const part = ids.slice(from, from + size)
    if (by === 'bulk') await driver.addAll(part)
    else await Promise.all(part.map((id) => driver.add(id)))
  }
  return { durationMs: performance.now() - startedMs }
}

async function consume(concurrency: number, expected: number): Promise<Answers['consume']> {
  const started: string[] = []
  let done = 0
  const startedMs = performance.now()
  const { promise: allDone, resolve } = Promise.withResolvers<void>()
  const consumer = driver.consume(
    concurrency,
    (id) => void started.push(id),
    () => {
      done += 1
      if (done === expected) resolve()
    },
  )
  await Promise.race([allDone, sleep(LONGEST_MS, undefined, { ref: false })])
  const durationMs = performance.now() - startedMs
  await consumer.stop()
  return { durationMs, started, remaining: await driver.remaining() }
}

async function addToIdle(ids: readonly string[]): Promise<Answers['add_to_idle']> {
  const times: Record<string, number> = {}
  for (const id of ids) {
    await sleep(IDLE_GAP_MS + Math.random() * IDLE_GAP_MS)
    times[id] = nowMs()
    await driver.add(id)
  }
  return { times }
}

function waitIdle(): Answers['wait_idle'] {
  const times: Record<string, number> = {}
  const consumer = driver.consume(
    1,
    (id) => {
      times[id] ??= nowMs()
      if (idle !== null) idle.started += 1
    },
    () => {},
  )
  idle = { consumer, times, started: 0 }
  return {}
}

async function idlePickedUp(expected: number): Promise<Answers['idle_picked_up']> {
  const endMs = performance.now() + LONGEST_MS
  while (idle !== null && idle.started < expected && performance.now() < endMs) await sleep(IDLE_GAP_MS)
  await idle?.consumer.stop()
  const times = idle?.times ?? {}
  const doubled = (idle?.started ?? 0) - Object.keys(times).length
  idle = null
  return { times, doubled }
}

const answer = (request: Request): Promise<unknown> | unknown => {
  switch (request.do) {
    case 'add':
      return add(request.ids, request.by)
    case 'consume':
      return consume(request.concurrency, request.expected)
    case 'add_to_idle':
      return addToIdle(request.ids)
    case 'wait_idle':
      return waitIdle()
    case 'idle_picked_up':
      return idlePickedUp(request.expected)
  }
}

process.stdout.write('ready\n')
for await (const line of createInterface(process.stdin)) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Request))}\n`)
}
await driver.close()
process.exit(0)
