import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/**
 * When a process started, as text that tells it from an earlier process with the same id; null when there is no
 * such process. Linux: boot id and clock ticks since boot (proc(5), field 22 of stat); elsewhere what `ps` says.
 */
export const processStart = async (processId: number): Promise<string | null> => {
  if (!isAlive(processId)) return null
  try {
    return process.platform === 'linux' ? await linuxStart(processId) : await psStart(processId)
  } catch {
    return isAlive(processId) ? UNKNOWN_START : null
  }
}

/** The process is there, but this system does not tell since when. */
export const UNKNOWN_START = 'unknown'

const STATE_FIELD = 3
const START_TIME_FIELD = 22
const PS_TIMEOUT_MS = 5_000

const isAlive = (processId: number): boolean => {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const linuxStart = async (processId: number): Promise<string | null> => {
  const [stat, bootId] = await Promise.all([
    readFile(`/proc/${processId}/stat`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ])
  // The second field, the program's name in brackets, may hold blanks and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie was killed and waits for its parent to notice; it has no open files any more.
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  return `${bootId.trim()} ${fields[START_TIME_FIELD - STATE_FIELD]}`
}

const psStart = async (processId: number): Promise<string | null> => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(processId)], {
    timeout: PS_TIMEOUT_MS,
    env: { LC_ALL: 'C' },
  })
  return stdout.trim() || null
}
