import { type ChildProcessByStdio, type StdioNull, type StdioPipe, spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import type { Readable, Writable } from 'node:stream'

/** Speech recognition takes all of the processor that it is given; the API goes first. */
const NICENESS = 10
/** Kept of standard error: its end, where the reason stands. */
const MAX_STDERR_CHARACTERS = 4_000

export type ChildExit =
  | { readonly outcome: 'exited'; readonly code: number; readonly stderr: string }
  | { readonly outcome: 'killed'; readonly signal: string; readonly stderr: string }
  /** The program could not be started: not installed, as a rule. */
  | { readonly outcome: 'missing'; readonly message: string }

export interface Child {
  /** Null when standard input was given as a file or closed. */
  readonly stdin: Writable | null
  readonly stdout: Readable
  /** Settles when the process is gone and `stdout` was read to its end (or `kill` was called); never rejects. */
  readonly exit: Promise<ChildExit>
  kill(): void
}

/** How children are started; another one can be given to watch or forbid them. */
export type StartChild = (
  program: string,
  args: readonly string[],
  options: { readonly stdin: 'none' | 'pipe' | number; readonly signal: AbortSignal },
) => Child

/** Starts a program at low priority. It is killed at once when the signal is aborted. */
export const startChild: StartChild = (program, args, { stdin, signal }) => {
  const input: StdioNull | StdioPipe | number = stdin === 'none' ? 'ignore' : stdin
  const child = spawn(program, [...args], {
    stdio: [input as StdioPipe, 'pipe', 'pipe'],
    windowsHide: true,
  }) as ChildProcessByStdio<Writable | null, Readable, Readable>
  lowerPriority(child.pid)
  // What ends the process also breaks its pipes; the exit says why.
  child.stdin?.on('error', () => undefined)
  child.stdout.on('error', () => undefined)

  const kill = () => {
    child.kill('SIGKILL')
    // A process counts as gone when its output was read: nobody will read what is left.
    child.stdout.destroy()
  }
  if (signal.aborted) kill()
  else signal.addEventListener('abort', kill, { once: true })

  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_CHARACTERS)
  })
  const exit = new Promise<ChildExit>((resolve) => {
    child.once('error', (error) => resolve({ outcome: 'missing', message: error.message }))
    child.once('close', (code, killedBy) =>
      resolve(
        code === null
          ? { outcome: 'killed', signal: killedBy ?? 'unknown', stderr }
          : { outcome: 'exited', code, stderr },
      ),
    )
  }).finally(() => signal.removeEventListener('abort', kill))
  return { stdin: child.stdin, stdout: child.stdout, exit, kill }
}

const lowerPriority = (processId: number | undefined): void => {
  if (processId === undefined) return
  try {
    setPriority(processId, NICENESS)
  } catch {
    // It ended already, or the system does not let us: it runs at normal priority.
  }
}
