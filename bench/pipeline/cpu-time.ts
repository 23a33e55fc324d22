import { readdirSync, readFileSync } from 'node:fs'

/** Of /proc/<pid>/stat, proc(5): after the name in parentheses come state, ppid, … utime (14th), stime (15th). */
const STATE_FIELD = 3
const PARENT_FIELD = 4
const USER_FIELD = 14
const SYSTEM_FIELD = 15
/** USER_HZ of Linux on every common architecture. */
const TICK_MS = 10

function fieldsOf(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

const field = (fields: readonly string[] | null, number: number): number =>
  Number(fields?.[number - STATE_FIELD] ?? 0)

export const parentOf = (pid: number): number => field(fieldsOf(pid), PARENT_FIELD)

/** Processor time that a process used so far, milliseconds. Linux only. */
export function cpuTimeMs(pid: number): number {
  const fields = fieldsOf(pid)
  return (field(fields, USER_FIELD) + field(fields, SYSTEM_FIELD)) * TICK_MS
}

/** Of a process and its children, such as a PostgreSQL server and its backends. */
export function familyCpuTimeMs(pid: number): number {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((candidate) => candidate > 0 && parentOf(candidate) === pid)
  return [pid, ...children].reduce((sum, one) => sum + cpuTimeMs(one), 0)
}
