import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, statSync, unlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { errorCode } from './file-errors.ts'

/** Where files lie until they are complete; no key can name it, since segments have no leading dot. */
export const INCOMING_FOLDER = '.incoming'

/** A file that nobody wrote to for so long is left over, whoever made it. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
/** Tells this process from an earlier one with the same number, which is the rule in containers. */
const RUN = randomUUID().slice(0, 8)
const NAME = /^([0-9a-f]{8})-(\d{1,10})-([0-9a-f]{8})-/

/** Says which process owns it: `<host>-<process id>-<run>-<random>`. */
export const incomingName = () => `${HOST}-${process.pid}-${RUN}-${randomUUID()}`

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

function isLeftOver(path: string, name: string): boolean {
  const [, host, processId, run] = NAME.exec(name) ?? []
  if (host === HOST && run !== RUN) {
    const ownerId = Number(processId)
    if (ownerId === process.pid || !isAlive(ownerId)) return true
  }
  return Date.now() - statSync(path).mtimeMs > ABANDONED_AFTER_MS
}

/**
 * Removes what killed processes left. Files of living processes on this host, and young files of other hosts that
 * share the folder, stay. Never throws: what can't be removed now is tried at the next start.
 */
export function removeLeftOvers(folder: string): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return
  }
  for (const name of names) {
    const path = join(folder, name)
    try {
      if (isLeftOver(path, name)) unlinkSync(path)
    } catch {
      // Gone already, or not ours to remove.
    }
  }
}
