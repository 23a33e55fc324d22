import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const SAMPLE_INTERVAL_MS = 20
const KIBIBYTES_PER_MEBIBYTE = 1024

export interface ServerProcess {
  readonly url: string
  /** Watches the resident memory while `work` runs; answers by how much it rose above what it was. */
  whileSampling<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly growthMib: number }>
  stop(): Promise<void>
}

/** Runs a server that prints its URL. Its memory is read from `/proc`, so this works on Linux only. */
export async function startServerProcess(command: string, args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${args[0]} ended before it listened`))),
  ])
  return {
    url: String(url),
    whileSampling: (work) => sampled(child, work),
    stop: async () => {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function sampled<T>(child: ChildProcess, work: () => Promise<T>) {
  const beforeMib = residentMib(child)
  let peakMib = beforeMib
  const timer = setInterval(() => {
    peakMib = Math.max(peakMib, residentMib(child))
  }, SAMPLE_INTERVAL_MS)
  try {
    const result = await work()
    return { result, growthMib: Math.max(peakMib, residentMib(child)) - beforeMib }
  } finally {
    clearInterval(timer)
  }
}

function residentMib({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / KIBIBYTES_PER_MEBIBYTE
}
