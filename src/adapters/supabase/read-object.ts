import { err, ok, type Result } from 'neverthrow'
import type { PortError } from '../../ports/port-error.ts'
import type { ByteRange, ByteStream, ObjectStream } from '../../ports/storage.ts'
import { resolveRange } from '../storage/resolve-range.ts'
import { rangeNotSatisfiable } from '../storage/storage-errors.ts'
import { asResult, type Connection } from './connection.ts'
import { isMissingObject, isOutsideRange, noAnswer, type StorageFault, toPortError } from './storage-fault.ts'
import type { OpenResponse } from './transport.ts'

/** A body from which nothing comes for so long is given up, and asked for anew from there. */
const IDLE_TIMEOUT_MS = 60_000
/** A body that nobody begins to read is let go. */
const UNREAD_TIMEOUT_MS = 60_000
/** Connections that break one after the other without a byte in between. */
const MAX_FRUITLESS_RESUMES = 3

/** An answer with bytes of an object. */
interface Opened extends OpenResponse {
  /** Of the whole object. */
  readonly sizeBytes: number
  /** The first byte of the answer: 0, also for a range, where a server knows no ranges. */
  readonly startByte: number
  readonly entityTag: string | null
}

/** One request; a body that breaks off is asked for again from where it broke. */
export async function getObject(
  connection: Connection,
  key: string,
  range: ByteRange | undefined,
): Promise<Result<ObjectStream | null, PortError>> {
  // What no object could satisfy is not asked for: the storage would take some of it for no range at all.
  if (range !== undefined && resolveRange(Number.MAX_SAFE_INTEGER, range) === null) {
    return refuseRange(connection, key, range)
  }
  const opened = await open(connection, key, range)
  if (opened.isErr()) {
    if (isMissingObject(opened.error)) return ok(null)
    if (range !== undefined && isOutsideRange(opened.error)) return refuseRange(connection, key, range)
    return err(toPortError(opened.error, connection.label))
  }
  const { sizeBytes } = opened.value
  const bytes = resolveRange(sizeBytes, range)
  if (bytes === null) {
    opened.value.close()
    return err(rangeNotSatisfiable(sizeBytes, range))
  }
  return ok({ sizeBytes, body: letGoUnread(connection, key, opened.value, bytes) })
}

/** Null instead of the error where there is no such object. */
async function refuseRange(
  connection: Connection,
  key: string,
  range: ByteRange,
): Promise<Result<null, PortError>> {
  const found = await asResult(connection.objects.info(key))
  if (found.isOk()) return err(rangeNotSatisfiable(found.value.size ?? 0, range))
  return isMissingObject(found.error) ? ok(null) : err(toPortError(found.error, connection.label))
}

async function open(
  { transport, objectUrl }: Connection,
  key: string,
  range: ByteRange | undefined,
): Promise<Result<Opened, StorageFault>> {
  const lastByte = range?.endByte === undefined ? '' : range.endByte - 1
  const opened = await transport.open({
    method: 'GET',
    url: objectUrl(key),
    headers: {
      // Offsets count bytes of the object, not of a compressed answer.
      'accept-encoding': 'identity',
      ...(range === undefined ? {} : { range: `bytes=${range.startByte}-${lastByte}` }),
    },
  })
  return opened.andThen(({ response, close }) => {
    const [, first, total] =
      /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? []
    const isPart = response.status === 206
    const sizeBytes = Number((isPart ? total : response.headers.get('content-length')) ?? Number.NaN)
    if (!Number.isSafeInteger(sizeBytes)) {
      close()
      return err(noAnswer(new Error('the storage did not say how large the object is')))
    }
    const entityTag = response.headers.get('etag')
    return ok({ response, close, sizeBytes, startByte: isPart ? Number(first) : 0, entityTag })
  })
}

interface Span {
  readonly startByte: number
  readonly endByte: number
}

function letGoUnread(connection: Connection, key: string, opened: Opened, bytes: Span): ByteStream {
  const timer = setTimeout(opened.close, UNREAD_TIMEOUT_MS)
  timer.unref()
  async function* body() {
    clearTimeout(timer)
    yield* readSpan(connection, key, opened, bytes)
  }
  return body()
}

async function* readSpan(connection: Connection, key: string, first: Opened, bytes: Span): ByteStream {
  let position = bytes.startByte
  let opened = first
  for (let fruitless = 0; ; fruitless += 1) {
    const before = position
    let cause: unknown = new Error('the answer ended early')
    try {
      for await (const chunk of cut(opened, position, bytes.endByte)) {
        position += chunk.length
        yield chunk
      }
    } catch (error) {
      cause = error
    } finally {
      opened.close()
    }
    if (position === bytes.endByte) return
    if (position > before) fruitless = 0
    if (fruitless >= MAX_FRUITLESS_RESUMES) throw cause
    const again = await open(connection, key, { startByte: position, endByte: bytes.endByte })
    if (again.isErr()) throw new Error(toPortError(again.error, connection.label).message, { cause })
    opened = again.value
    if (opened.sizeBytes !== first.sizeBytes || opened.entityTag !== first.entityTag) {
      opened.close()
      throw new Error('the stored object was replaced while it was read')
    }
  }
}

/** The bytes of an answer from `startByte` to `endByte`, of the object, whatever else it holds. */
async function* cut(opened: Opened, startByte: number, endByte: number): ByteStream {
  let position = opened.startByte
  for await (const chunk of watched(opened)) {
    const part = chunk.subarray(Math.max(0, startByte - position), Math.max(0, endByte - position))
    position += chunk.length
    if (part.length > 0) yield part
    if (position >= endByte) return
  }
}

/** Gives up when the next bytes take too long; a consumer that takes its time is no reason to. */
async function* watched({ response, close }: Opened): ByteStream {
  const reader = response.body?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const timer = setTimeout(close, IDLE_TIMEOUT_MS)
      const next = await reader.read().finally(() => clearTimeout(timer))
      if (next.done) return
      yield next.value
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}
