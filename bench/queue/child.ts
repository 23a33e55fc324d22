import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { DriverName } from './driver.ts'
import type { Answers, Request } from './protocol.ts'

export interface Child {
  ask<R extends Request>(request: R): Promise<Answers[R['do']]>
  stop(): Promise<void>
}

/** One side of the bench as a process of its own. */
export async function startChild(runtimePath: string, name: DriverName, url: string): Promise<Child> {
  const script = fileURLToPath(new URL('./process.ts', import.meta.url))
  const child = spawn(runtimePath, [script, name, url], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const nextLine = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`the process of ${name} ended`)
    return value
  }
  await nextLine()
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return JSON.parse(await nextLine())
    },
    stop: async () => {
      child.stdin.end()
      await exited
    },
  }
}
