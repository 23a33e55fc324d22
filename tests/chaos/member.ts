import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MemberName } from './fault.ts'

/** One process of the system, started again whenever it ends, as by whatever supervises it in production. */
export interface Member {
  readonly name: MemberName
  /** Of the process that runs now, or ran last. */
  pid(): number
  /** `kill -9`; it starts again after `downMs`. Resolves with the time of the kill, when it is ready again. */
  kill(downMs: number): Promise<void>
  /** SIGTERM, and a start after it ended. Answers its exit code; null when it had to be killed. */
  terminate(downMs: number): Promise<number | null>
  /** SIGSTOP, then SIGCONT. */
  freeze(forMs: number): Promise<void>
  /** SIGTERM, and no start until `start`. */
  stop(): Promise<void>
  /** Until it is ready. */
  start(): Promise<void>
  /** What ended by itself after it had been ready. */
  deaths(): readonly string[]
  /** What it said last. */
  text(): string
  close(): Promise<void>
}

const SCRIPT = join(import.meta.dir, 'process.ts')
const RESTART_DELAY_MS = 300
/** Reports that nobody takes hold a stopping worker up until its claims are lost, 0.8 of a lease. */
const STOP_GRACE_MS = 10_000
const MAX_STARTS = 40
const KEPT_CHARACTERS = 20_000

/**
 * The shell becomes the process; what it leaves beside waits on the standard input, which closes when the harness ends,
 * even by `kill -9`, and kills it. So no process is ever left behind, stopped ones neither.
 */
const RUN_MEMBER = `
exec 3<&0
(
  cat <&3 >/dev/null
  case "$(tr '\\0' ' ' < /proc/$$/cmdline 2>/dev/null || ps -o args= -p $$)" in *"$2"*) kill -KILL $$ ;; esac
) >/dev/null 2>&1 &
exec "$@" 3<&- </dev/null
`

export interface MemberOptions {
  readonly name: MemberName
  readonly leaseMs: number
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What runs, with the role as its argument. Default: `process.ts` beside. */
  readonly script?: string
}

export function createMember(options: MemberOptions): Member {
  const { name, leaseMs, environment, script = SCRIPT } = options
  const role = name.split('-', 1)[0] ?? name
  const deaths: string[] = []
  let text = ''
  let child: ChildProcess | null = null
  let pid = 0
  let expectsEnd = false
  /** Rises with every wish: what an older one wanted is not done any more. */
  let wish = 0
  let isClosed = false

  const listen = (spawned: ChildProcess, onReady: () => void) => {
    const keep = (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-KEPT_CHARACTERS)
      if (chunk.includes('ready\n')) onReady()
    }
    spawned.stdout?.on('data', keep)
    spawned.stderr?.on('data', keep)
  }

  /** False: it ended before it was ready, as it does while the database is away. */
  const startOnce = async (): Promise<boolean> => {
    const parameters = ['-c', RUN_MEMBER, 'sh', process.execPath, script, role]
    const spawned = spawn('sh', parameters, {
      env: { ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    child = spawned
    pid = spawned.pid ?? 0
    expectsEnd = false
    const ready = Promise.withResolvers<boolean>()
    let isReady = false
    listen(spawned, () => {
      isReady = true
      ready.resolve(true)
    })
    spawned.once('exit', (code, signal) => {
      ready.resolve(false)
      if (!isReady || expectsEnd) return
      deaths.push(`${name} ended by itself (${code ?? signal}): ${text.slice(-1_000)}`)
      void start()
    })
    return ready.promise
  }

  const start = async () => {
    wish += 1
    const wanted = wish
    for (let starts = 0; starts < MAX_STARTS && wanted === wish && !isClosed; starts += 1) {
      if (await startOnce()) return
      await sleep(RESTART_DELAY_MS)
    }
  }

  const end = async (signal: 'SIGKILL' | 'SIGTERM', graceMs: number): Promise<number | null> => {
    const ending = child
    expectsEnd = true
    wish += 1
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return null
    const ended = once(ending, 'exit')
    ending.kill(signal)
    const late = setTimeout(() => ending.kill('SIGKILL'), graceMs)
    const [code] = (await ended) as [number | null]
    clearTimeout(late)
    return code
  }

  const stopGraceMs = STOP_GRACE_MS + leaseMs
  return {
    name,
    pid: () => pid,
    async kill(downMs) {
      await end('SIGKILL', 0)
      await sleep(downMs)
      await start()
    },
    async terminate(downMs) {
      const code = await end('SIGTERM', stopGraceMs)
      await sleep(downMs)
      await start()
      return code
    },
    async freeze(forMs) {
      child?.kill('SIGSTOP')
      await sleep(forMs)
      child?.kill('SIGCONT')
    },
    async stop() {
      await end('SIGTERM', stopGraceMs)
    },
    start,
    deaths: () => deaths,
    text: () => text,
    async close() {
      isClosed = true
      await end('SIGKILL', 0)
    },
  }
}
