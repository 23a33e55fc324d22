import { err, ok, type Result } from 'neverthrow'
import type { Block } from './blocks.ts'
import { cleanUpSignal, removeLeftOver } from './clean-up.ts'
import { asResult, type Connection } from './connection.ts'
import { isMissingObject, noAnswer, type StorageFault } from './storage-fault.ts'
import { CACHE_SECONDS, type UploadTarget } from './upload-target.ts'

// The resumable upload protocol 1.0.0, https://tus.io/protocols/resumable-upload, with deferred length.

const PROTOCOL = { 'tus-resumable': '1.0.0' }
/** Looked at with every request, not only with the first. */
const REPLACE = { 'x-upsert': 'true' }
/** Of one block, whatever progress they make; those without any are fewer, see the transport. */
const MAX_BLOCK_ATTEMPTS = 20

type Answer<T> = Promise<Result<T, StorageFault>>

/** An upload under way. */
interface Upload {
  readonly url: string
  readonly target: UploadTarget
  offsetBytes: number
  /** The server refuses a length that it was told before. */
  isLengthDeclared: boolean
}

/**
 * Sends blocks as they come, filling the next while one is sent, and goes on after a broken connection where the server
 * says that it stopped. Rejects when the body does. Whatever goes wrong, the upload is ended on the server as well; if
 * even that fails, it expires there within a day.
 */
export async function uploadBlocks(
  connection: Connection,
  target: UploadTarget,
  first: Block,
  rest: AsyncIterator<Block>,
): Answer<void> {
  const created = await create(connection, target)
  if (created.isErr()) return err(created.error)
  const upload = created.value
  let isAllSent = false
  try {
    for (let block = first; ; ) {
      const next = block.isLast ? null : filling(rest)
      isAllSent = block.isLast
      const sent = await sendBlock(connection, upload, block)
      if (sent.isErr()) {
        await discard(connection, upload, isAllSent)
        return err(sent.error)
      }
      if (next === null) break
      block = await next
    }
    // The last answer may have come together with the abort: then the object is there, and must not be.
    if (target.signal.aborted) await discard(connection, upload, true)
    return ok(undefined)
  } catch (error) {
    await discard(connection, upload, isAllSent)
    throw error
  }
}

/** Its error is met by whoever awaits it, so it must not count as unhandled before. */
function filling(blocks: AsyncIterator<Block>): Promise<Block> {
  const next = blocks.next().then(({ done, value }) => {
    if (done === true) throw new Error('the blocks ended without a last one')
    return value
  })
  next.catch(() => {})
  return next
}

async function create({ transport, resumableUrl, bucket }: Connection, target: UploadTarget): Answer<Upload> {
  const metadata = {
    bucketName: bucket,
    objectName: target.key,
    contentType: target.mediaType,
    cacheControl: String(CACHE_SECONDS),
  }
  const pairs = Object.entries(metadata).map(
    ([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`,
  )
  // An upload that was made while its answer got lost stays empty, and expires.
  const created = await transport.repeated({
    method: 'POST',
    url: resumableUrl,
    headers: { ...PROTOCOL, ...REPLACE, 'upload-defer-length': '1', 'upload-metadata': pairs.join(',') },
    signal: target.signal,
  })
  return created.andThen((response) => {
    // Only the name is taken: behind a proxy the server often has a wrong idea of its scheme and host.
    const name = response.headers.get('location')?.split('/').at(-1) ?? ''
    if (name === '') return err(noAnswer(new Error('the storage did not say where to upload to')))
    return ok({ url: `${resumableUrl}/${name}`, target, offsetBytes: 0, isLengthDeclared: false })
  })
}

/** Sends what the server lacks of a block, again and again while that is worth it. */
async function sendBlock(connection: Connection, upload: Upload, block: Block): Answer<void> {
  const startByte = upload.offsetBytes
  const span = { startByte, endByte: startByte + block.bytes.length, isLast: block.isLast }
  let fruitless = 0
  for (let attempt = 1; ; attempt += 1) {
    const before = upload.offsetBytes
    const sent = await patch(connection, upload, block, span)
    if (sent.isOk() && upload.offsetBytes === span.endByte) return ok(undefined)
    const fault = sent.isErr() ? sent.error : noAnswer(new Error('the storage took a part of a block'))
    // A conflict of offsets: an answer got lost before, or another server has an older view.
    const cause = fault.statusCode === 409 ? noAnswer(new Error(fault.message)) : fault
    fruitless = upload.offsetBytes > before ? 1 : fruitless + 1
    const again = attempt < MAX_BLOCK_ATTEMPTS
    if (!again || !(await connection.transport.waitForRetry(fruitless, cause, upload.target.signal))) {
      return err(cause)
    }
    const known = await findOffset(connection, upload, span)
    if (known.isErr()) return err(known.error)
    if (known.value === 'complete') return ok(undefined)
    if (upload.offsetBytes > before) fruitless = 0
  }
}

/** Where a block lies in the object. */
interface BlockSpan {
  readonly startByte: number
  readonly endByte: number
  readonly isLast: boolean
}

const isWithin = (offsetBytes: number, { startByte, endByte }: BlockSpan): boolean =>
  Number.isSafeInteger(offsetBytes) && offsetBytes >= startByte && offsetBytes <= endByte

async function patch({ transport }: Connection, upload: Upload, block: Block, span: BlockSpan): Answer<void> {
  const declares = block.isLast && !upload.isLengthDeclared
  const sent = await transport.once({
    method: 'PATCH',
    url: upload.url,
    headers: {
      ...PROTOCOL,
      ...REPLACE,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(upload.offsetBytes),
      ...(declares ? { 'upload-length': String(span.endByte) } : {}),
    },
    body: block.bytes.subarray(upload.offsetBytes - span.startByte),
    signal: upload.target.signal,
  })
  return sent.andThen((response) => {
    const offsetBytes = Number(response.headers.get('upload-offset') ?? Number.NaN)
    if (!isWithin(offsetBytes, span)) return err(noAnswer(new Error('the storage did not say how far it is')))
    upload.offsetBytes = offsetBytes
    return ok(undefined)
  })
}

/** Asks how far the server got after an answer that did not come. */
async function findOffset(
  connection: Connection,
  upload: Upload,
  span: BlockSpan,
): Answer<'complete' | 'open'> {
  const { signal } = upload.target
  const found = await connection.transport.repeated({
    method: 'HEAD',
    url: upload.url,
    headers: PROTOCOL,
    signal,
  })
  const isGone = found.isErr() && (found.error.statusCode === 404 || found.error.statusCode === 410)
  if (isGone && span.isLast) return confirmStored(connection, upload, span.endByte)
  if (isGone) return err(noAnswer(new Error('the storage forgot the upload')))
  if (found.isErr()) return err(found.error)
  const offsetBytes = Number(found.value.headers.get('upload-offset') ?? Number.NaN)
  if (!isWithin(offsetBytes, span)) {
    return err(noAnswer(new Error('the storage lost a part of the upload')))
  }
  upload.offsetBytes = offsetBytes
  upload.isLengthDeclared = found.value.headers.get('upload-length') !== null
  if (offsetBytes < span.endByte) return ok('open')
  return span.isLast ? confirmStored(connection, upload, span.endByte) : ok('complete')
}

/** All bytes have arrived, but that the object was entered in the database was never said. */
async function confirmStored(
  { objects }: Connection,
  { target }: Upload,
  sizeBytes: number,
): Answer<'complete'> {
  const found = await asResult(objects.info(target.key))
  if (found.isErr() && !isMissingObject(found.error)) return err(found.error)
  if (found.isOk() && found.value.size === sizeBytes) return ok('complete')
  return err(noAnswer(new Error('the upload ended, but its object did not appear')))
}

/**
 * Leaves neither an open upload nor, where the last block may have arrived, an object: the server ends open uploads and
 * refuses to end finished ones. What fails here expires or is swept.
 */
async function discard(connection: Connection, upload: Upload, isAllSent: boolean): Promise<void> {
  const ended = await connection.transport.once({
    method: 'DELETE',
    url: upload.url,
    headers: { ...PROTOCOL, ...REPLACE },
    signal: cleanUpSignal(),
  })
  if (ended.isErr() && isAllSent) await removeLeftOver(connection, upload.target.key)
}
