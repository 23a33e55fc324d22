import { type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A process that answers each line of JSON with one, and ends with its input. */
export interface ChildChannel {
  readonly pid: number
  /** The types of question and answer are settled by who starts the process. */
  ask(request: unknown): Promise<unknown>
  stop(): Promise<void>
}

const STDIO: SpawnOptions['stdio'] = ['pipe', 'pipe', 'inherit']

/** Resolves with its first line, by which it says that it is ready. `name` is for errors. */
export async function startChildChannel(
  name: string,
  command: string,
  args: readonly string[],
): Promise<ChildChannel> {
  const { pid, stdin, stdout, exited } = launch(name, command, args)
  const lines = createInterface(stdout)[Symbol.asyncIterator]()
  const nextLine = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`the ${name} ended`)
    return value
  }
  await nextLine()
  return {
    pid,
    ask: async (request) => {
      stdin.write(`${JSON.stringify(request)}\n`)
      return JSON.parse(await nextLine())
    },
    stop: async () => {
      stdin.end()
      await exited
    },
  }
}

function launch(name: string, command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: STDIO })
  const exited = once(child, 'exit')
  const { pid, stdin, stdout } = child
  if (pid === undefined || stdin === null || stdout === null) throw new Error(`the ${name} did not start`)
  return { pid, stdin, stdout, exited }
}
