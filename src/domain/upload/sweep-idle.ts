import { isReceiving } from './checks.ts'
import { RECEIVING_IDLE_MS, SESSION_IDLE_MS } from './limits.ts'
import { possibleKeys } from './storage-key.ts'
import { endUpload, type UploadStep } from './transitions.ts'
import type { UploadSession } from './upload.ts'

const idleMs = (since: Date, now: Date): number => now.getTime() - since.getTime()

/**
 * Gives up files whose receiver is dead, and expires an open session that nothing happened in for a day. Null when
 * there is nothing to do.
 *
 * @param receivingIdleMs 0 where no receiver can be alive
 */
export function sweepIdle(
  session: UploadSession,
  now: Date,
  receivingIdleMs: number = RECEIVING_IDLE_MS,
): UploadStep | null {
  const dead = session.files.filter(
    (file) => isReceiving(file) && idleMs(file.updatedAt, now) >= receivingIdleMs,
  )
  const swept: UploadStep = {
    session: { ...session, files: session.files.filter((file) => !dead.includes(file)) },
    discard: dead.flatMap(possibleKeys),
  }
  const unchanged = dead.length === 0 ? null : swept
  const touched = [session.upload, ...session.files].map(({ updatedAt }) => idleMs(updatedAt, now))
  if (Math.min(...touched) < SESSION_IDLE_MS) return unchanged
  return endUpload(swept.session, 'expired', 'Nothing was sent for 24 hours.', now).match(
    (ended) => ({ session: ended.session, discard: [...swept.discard, ...ended.discard] }),
    () => unchanged,
  )
}
