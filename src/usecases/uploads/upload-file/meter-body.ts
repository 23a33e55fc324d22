import type { Clock } from '../../../ports/clock.ts'
import type { ByteStream } from '../../../ports/storage.ts'
import type { UseCaseError } from '../../use-case-error.ts'
import { refusedUpload } from '../refused-upload.ts'

/** Progress is recorded no more often. */
const RECORD_INTERVAL_MS = 250

export interface ByteLimits {
  readonly maxFileSizeBytes: number
  /** What the announced total leaves for this file. */
  readonly remainingSizeBytes: number
  readonly totalSizeBytes: number
}

export interface MeteredBody {
  readonly body: ByteStream
  receivedBytes(): number
  /** Set once a limit was passed; the body then threw. */
  refusal(): UseCaseError | null
}

/** Counts what passes, stops it at the limits, and tells `record` how far it is; never waits for `record`. */
export function meterBody(
  source: ByteStream,
  limits: ByteLimits,
  clock: Clock,
  record: (receivedBytes: number) => Promise<unknown>,
): MeteredBody {
  let receivedBytes = 0
  let refusal: UseCaseError | null = null
  let recording = false
  let recordedAtMs = clock.monotonicMs()

  const recordSometimes = () => {
    const nowMs = clock.monotonicMs()
    if (recording || nowMs - recordedAtMs < RECORD_INTERVAL_MS) return
    recording = true
    recordedAtMs = nowMs
    void record(receivedBytes).finally(() => {
      recording = false
    })
  }

  async function* metered() {
    for await (const chunk of source) {
      receivedBytes += chunk.byteLength
      refusal = passedLimit(receivedBytes, limits)
      if (refusal !== null) throw new Error(refusal.message)
      recordSometimes()
      yield chunk
    }
  }

  return { body: metered(), receivedBytes: () => receivedBytes, refusal: () => refusal }
}

function passedLimit(receivedBytes: number, limits: ByteLimits): UseCaseError | null {
  if (receivedBytes > limits.maxFileSizeBytes) {
    const message = `A file may hold ${limits.maxFileSizeBytes} bytes at most.`
    return { kind: 'too_large', code: 'file_too_large', message }
  }
  if (receivedBytes > limits.remainingSizeBytes) {
    return refusedUpload({ code: 'upload_too_large', totalSizeBytes: limits.totalSizeBytes })
  }
  return null
}
