import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ChildServer {
  readonly url: string
  readonly process: ChildProcess
  stop(): Promise<void>
}

/** Runs a script that serves HTTP and prints its URL on the first line. */
export async function startChildServer(command: string, args: readonly string[]): Promise<ChildServer> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  const exited = once(child, 'exit')
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line))
  const url = await Promise.race([
    firstLine,
    exited.then(() => {
      throw new Error(`the server ended before it listened:\n${complaints}`)
    }),
  ])
  return {
    url,
    process: child,
    stop: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}
