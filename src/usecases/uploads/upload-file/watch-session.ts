import { checkOpen } from '../../../domain/upload/checks.ts'
import type { UploadRefusal } from '../../../domain/upload/refusal.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { UploadRepository } from '../../../ports/repositories/uploads.ts'

/** A third of `RECEIVING_LEASE_MS`, after which another may take the place of a silent receiver. */
const WATCH_INTERVAL_MS = 10_000

export interface SessionWatch {
  /** Aborted when the session ended or lost the file. */
  readonly signal: AbortSignal
  /** Why it was aborted. */
  refusal(): UploadRefusal | null
  stop(): void
}

/**
 * While a file is being received: gives the sign of life that keeps its place, even when the client sends
 * nothing for a while, and notices that the session was cancelled meanwhile.
 */
export function watchSession(
  deps: { readonly uploads: UploadRepository; readonly clock: Clock },
  file: { readonly id: string; readonly uploadId: string },
  receivedBytes: () => number,
): SessionWatch {
  const stopping = new AbortController()
  const lost = new AbortController()
  let refusal: UploadRefusal | null = null

  const look = async () => {
    await deps.uploads.recordReceived(file.id, receivedBytes())
    const found = await deps.uploads.find(file.uploadId)
    // A database that fails now is no reason to stop receiving.
    if (found.isErr() || stopping.signal.aborted) return
    const there = found.value?.files.some(({ id }) => id === file.id) ?? false
    const open = found.value === null ? null : checkOpen(found.value.upload.status)
    if (open?.isErr()) refusal = open.error
    else if (!there) refusal = { code: 'file_not_receiving' }
    if (refusal !== null) lost.abort(new Error(refusal.code))
  }

  const run = async () => {
    while (!stopping.signal.aborted && !lost.signal.aborted) {
      await deps.clock.sleep(WATCH_INTERVAL_MS, stopping.signal)
      if (!stopping.signal.aborted) await look()
    }
  }
  void run()

  return { signal: lost.signal, refusal: () => refusal, stop: () => stopping.abort() }
}
