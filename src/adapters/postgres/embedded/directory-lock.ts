/**
 * One process at a time in a data directory. Every process that wants in writes a file of its own and then looks at
 * those of the others: of two that overlap, at least the later one sees the other and steps back, so no two ever
 * hold the directory, and no lock file is ever taken over by rename or overwritten. A file whose process is gone is
 * removed by whoever comes next.
 */
import { randomUUID } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processStart, UNKNOWN_START } from './process-start.ts'

interface LockHolder {
  readonly processId: number
  readonly processStart: string
  readonly hostName: string
}

export interface DirectoryLock {
  release(): Promise<void>
}

const LOCK_PREFIX = 'postgres.lock.'
/** Whether a name in the directory is a lock of this kind, or the draft of one. */
export const isDirectoryLock = (name: string): boolean => name.replace(/^\./, '').startsWith(LOCK_PREFIX)

/** Two that start in the same instant both step back; after a random pause one comes first. */
const MAX_ATTEMPTS = 4
const MAX_PAUSE_MS = 100

/** Throws when another process has the directory. */
export const lockDirectory = async (directory: string): Promise<DirectoryLock> => {
  for (let attempt = 1; ; attempt += 1) {
    const path = join(directory, `${LOCK_PREFIX}${randomUUID()}`)
    const release = () => rm(path, { force: true })
    await writeLock(path)
    let other: OtherLock | null
    try {
      other = await findOther(directory, path)
    } catch (error) {
      await release()
      throw error
    }
    if (other === null) return { release }
    await release()
    if (attempt >= MAX_ATTEMPTS) throw new Error(inUse(directory, other))
    await sleep(Math.random() * MAX_PAUSE_MS)
  }
}

const writeLock = async (path: string): Promise<void> => {
  const holder: LockHolder = {
    processId: process.pid,
    processStart: (await processStart(process.pid)) ?? UNKNOWN_START,
    hostName: hostname(),
  }
  // Appears complete or not at all.
  const draft = join(dirname(path), `.${basename(path)}`)
  await writeFile(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 })
  await rename(draft, path)
}

interface OtherLock {
  readonly path: string
  readonly holder: LockHolder
}

const findOther = async (directory: string, ownPath: string): Promise<OtherLock | null> => {
  const names = await readdir(directory)
  const paths = names.filter((name) => name.startsWith(LOCK_PREFIX)).map((name) => join(directory, name))
  for (const path of paths.filter((other) => other !== ownPath)) {
    const holder = await readLock(path)
    if (holder === null) continue
    if (await isHeld(holder)) return { path, holder }
    await rm(path, { force: true })
  }
  return null
}

/** Null when the lock was given back meanwhile. */
const readLock = async (path: string): Promise<LockHolder | null> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockHolder
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new Error(`The lock file ${path} cannot be read. If no chapterwise runs, remove it.`, {
      cause: error,
    })
  }
}

/** Of another host nothing is known, so its lock holds. */
const isHeld = async (holder: LockHolder): Promise<boolean> => {
  if (holder.hostName !== hostname()) return true
  const start = await processStart(holder.processId)
  if (start === null) return false
  return start === holder.processStart || start === UNKNOWN_START || holder.processStart === UNKNOWN_START
}

const inUse = (directory: string, { path, holder }: OtherLock): string => {
  const owner = `process ${holder.processId} on ${holder.hostName}`
  const advice =
    holder.hostName === hostname()
      ? 'Stop it first, or use another DATA_DIR.'
      : `If that process is gone, remove ${path}.`
  return `The data directory ${directory} is in use by ${owner}. ${advice}`
}
