import { spawn } from 'node:child_process'

export interface ProcessResult {
  /** Exit code; 127 when the program could not be started, 128 when a signal ended it. */
  readonly code: number
  /** Standard output and standard error, as they came. */
  readonly output: string
}

/** Output beyond this is cut: it is shown to people only. */
const MAX_OUTPUT_BYTES = 1024 * 1024

export const runProcess = (
  command: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly inherit?: boolean } = {},
): Promise<ProcessResult> =>
  new Promise((resolve) => {
    const [program, ...args] = command
    const child = spawn(program, args, {
      stdio: options.inherit === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    })
    let output = ''
    const keep = (chunk: Buffer): void => {
      if (output.length < MAX_OUTPUT_BYTES) output += chunk.toString()
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.once('error', (error) => resolve({ code: 127, output: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 128, output }))
  })
