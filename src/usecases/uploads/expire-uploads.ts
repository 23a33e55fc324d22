import { err, ok, type Result, ResultAsync } from 'neverthrow'
import { RECEIVING_IDLE_MS, SESSION_IDLE_MS } from '../../domain/upload/limits.ts'
import { sweepIdle } from '../../domain/upload/sweep-idle.ts'
import type { UploadSession } from '../../domain/upload/upload.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PortError, PortResult } from '../../ports/port-error.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'

/** In one sweep, of each kind; the next one takes the rest. */
const MAX_SESSIONS = 1000

export interface ExpireUploadsDeps {
  readonly uploads: UploadRepository
  readonly clock: Clock
  /** Files being received without a sign of life for so long are given up; 0 where no receiver can be alive. */
  readonly receivingIdleMs?: number
}

/**
 * Expires sessions that nothing happened in for 24 hours and gives up files whose receiving process died (no sign of
 * life for 15 minutes). What they left is recorded for `discard-objects`. Answers how many sessions it changed.
 */
export function createExpireUploads(deps: ExpireUploadsDeps): () => PortResult<number> {
  return () => new ResultAsync(expireUploads(deps))
}

async function expireUploads(deps: ExpireUploadsDeps): Promise<Result<number, PortError>> {
  const { uploads, clock, receivingIdleMs = RECEIVING_IDLE_MS } = deps
  // Sessions that wait for their client are idle too: ask for the long idle ones by themselves, lest they be crowded out.
  const listed = await ResultAsync.combine([
    uploads.listIdle(SESSION_IDLE_MS, MAX_SESSIONS),
    uploads.listIdle(receivingIdleMs, MAX_SESSIONS),
  ])
  if (listed.isErr()) return err(listed.error)
  let changed = 0
  for (const uploadId of new Set(listed.value.flat())) {
    const swept = await sweep(uploads, uploadId, clock.now(), receivingIdleMs)
    if (swept.isErr()) return err(swept.error)
    if (swept.value) changed += 1
  }
  return ok(changed)
}

/** Looks first: most idle sessions need nothing, and no lock for it. */
const sweep = (
  uploads: UploadRepository,
  uploadId: string,
  now: Date,
  receivingIdleMs: number,
): PortResult<boolean> => {
  const decide = (session: UploadSession) => {
    const step = sweepIdle(session, now, receivingIdleMs)
    return step === null ? err('nothing_to_do' as const) : ok(step)
  }
  return uploads
    .find(uploadId)
    .andThen((session) =>
      session === null || decide(session).isErr() ? ok(null) : uploads.change(uploadId, decide),
    )
    .map((stepped) => stepped?.isOk() ?? false)
}
