import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A temporary directory for all tests of this process. A shell that waits on its standard input removes it when
 * this process ends, even by `kill -9`; a moment later, when its threads have ended too.
 */
export const processDirectory = async (name: string): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), `chapterwise-${name}-`))
  const child = spawn('sh', ['-c', 'cat >/dev/null; sleep 1; rm -rf "$1"', 'sh', directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  child.unref()
  return directory
}
