import { fileURLToPath } from 'node:url'
import { type ChildServer, startChildServer } from '../support/child-server.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary-directory.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const ADMIN_TOKEN = 'token-of-the-example'
/** Two books' worth of work on a machine that does other things, too. */
export const TIMEOUT_MS = 240_000

export interface RunningExample {
  readonly url: string
  /** Ends it as a supervisor does; answers its exit code. */
  stop(): Promise<number | null>
}

/** Starts `examples/<path>` for real, with a data directory of its own. */
export async function startExample(
  path: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningExample> {
  const directory: TemporaryDirectory = await temporaryDirectory()
  const environment = { ADMIN_TOKEN, DATA_DIR: directory.path, ...variables }
  const command = ['env', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)]
  const server: ChildServer = await startChildServer('env', [
    ...command.slice(1),
    process.execPath,
    `${ROOT}examples/${path}`,
  ])
  return {
    url: server.url,
    async stop() {
      const exited = new Promise<number | null>((resolve) => server.process.once('exit', resolve))
      server.process.kill('SIGTERM')
      const code = await exited
      await directory.remove()
      return code
    },
  }
}
