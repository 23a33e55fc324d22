import type { Role } from './access.ts'
import type { ContentSink } from './contents.ts'
import { type FakeReply, type FakeRequest, json, readJson } from './exchange.ts'
import {
  allowsMediaType,
  etagOf,
  type FakeBucket,
  type FakeObject,
  isAllowedKey,
  publish,
  type StorageState,
  sizeLimitBytes,
} from './state.ts'
import { storageError } from './storage-errors.ts'

/** Names that one call may remove. */
const MAX_REMOVED = 1000
const DEFAULT_LIST_LIMIT = 100

/** Raw bodies and multipart forms of one file are told apart by the type; only raw ones are spoken here. */
export async function uploadObject(
  state: StorageState,
  request: FakeRequest,
  bucket: FakeBucket,
  name: string,
  upsert: boolean,
): Promise<FakeReply> {
  const mediaType = request.headers['content-type'] ?? 'application/octet-stream'
  if (!isAllowedKey(name)) return storageError('InvalidKey', `Invalid key: ${name}`)
  if (!upsert && bucket.objects.has(name)) return storageError('KeyAlreadyExists')
  if (!allowsMediaType(bucket, mediaType)) {
    return storageError('InvalidMimeType', `mime type ${mediaType} is not supported`)
  }
  const announcedBytes = Number(request.headers['content-length'] ?? Number.NaN)
  // Measured: a body without a length is not held against the bucket's limit.
  const limitBytes = Number.isNaN(announcedBytes) ? state.globalLimitBytes : sizeLimitBytes(state, bucket)
  if (announcedBytes > limitBytes) return storageError('EntityTooLarge')
  const sink = await state.contents.open()
  try {
    if (!(await receive(sink, request.body, limitBytes))) return storageError('EntityTooLarge')
  } catch (error) {
    await sink.discard()
    throw error
  }
  const cacheControl = request.headers['cache-control'] ?? 'no-cache'
  const object = publish(state, bucket, name, { content: await sink.finish(), mediaType, cacheControl })
  return json(200, { Id: object.id, Key: `${bucket.id}/${name}` })
}

async function receive(
  sink: ContentSink,
  body: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<boolean> {
  for await (const chunk of body) {
    await sink.write(chunk)
    if (sink.sizeBytes() <= limitBytes) continue
    await sink.discard()
    return false
  }
  return true
}

/** GET and HEAD of the bytes, whole or a range. */
export function downloadObject(request: FakeRequest, object: FakeObject): FakeReply {
  const { sizeBytes } = object.content
  const range = readRange(request.headers.range, sizeBytes)
  if (range === 'outside') return storageError('InvalidRange')
  const { startByte, endByte } = range ?? { startByte: 0, endByte: sizeBytes }
  const headers = {
    'content-type': object.mediaType,
    'cache-control': object.cacheControl,
    'content-length': String(endByte - startByte),
    'accept-ranges': 'bytes',
    etag: etagOf(object),
    'last-modified': new Date(object.storedAt).toUTCString(),
    ...(range === null ? {} : { 'content-range': `bytes ${startByte}-${endByte - 1}/${sizeBytes}` }),
  }
  const status = range === null ? 200 : 206
  if (request.method === 'HEAD') return { status, headers }
  return { status, headers, body: object.content.read(startByte, endByte) }
}

function readRange(header: string | undefined, sizeBytes: number) {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? []
  if (first === undefined) return null
  const startByte = Number(first)
  const endByte = last === undefined || last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes)
  return startByte >= sizeBytes || endByte <= startByte ? ('outside' as const) : { startByte, endByte }
}

export const describeObject = (bucket: FakeBucket, object: FakeObject): FakeReply =>
  json(200, {
    id: object.id,
    name: object.name,
    version: object.version,
    bucket_id: bucket.id,
    size: object.content.sizeBytes,
    content_type: object.mediaType,
    cache_control: object.cacheControl,
    etag: etagOf(object),
    metadata: {},
    last_modified: object.storedAt,
    created_at: object.storedAt,
  })

export async function removeObjects(
  request: FakeRequest,
  bucket: FakeBucket,
  role: Role,
): Promise<FakeReply> {
  const { prefixes } = await readJson(request)
  const names = Array.isArray(prefixes) ? prefixes.map(String) : []
  if (names.length === 0 || names.length > MAX_REMOVED) {
    const error = `body/prefixes must NOT have ${names.length === 0 ? 'fewer than 1' : 'more than 1000'} items`
    return json(400, { statusCode: '400', error: 'Error', message: error })
  }
  // Rows that a role may not see are not removed, and that is no error.
  const found = role === 'service_role' ? names.filter((name) => bucket.objects.has(name)) : []
  for (const name of found) {
    void bucket.objects.get(name)?.content.remove()
    bucket.objects.delete(name)
  }
  return json(
    200,
    found.map((name) => ({ name, bucket_id: bucket.id })),
  )
}

/** One level below a folder: its objects, and its folders, which have no id. */
export async function listObjects(request: FakeRequest, bucket: FakeBucket, role: Role): Promise<FakeReply> {
  const body = await readJson(request)
  const prefix = String(body.prefix ?? '')
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  const limit = Number(body.limit ?? DEFAULT_LIST_LIMIT)
  const offset = Number(body.offset ?? 0)
  const entries = new Map<string, unknown>()
  const visible = role === 'service_role' ? [...bucket.objects.values()] : []
  for (const object of visible) {
    if (!object.name.startsWith(folder)) continue
    const [name = '', ...below] = object.name.slice(folder.length).split('/')
    if (below.length > 0) {
      if (!entries.has(`${name}/`)) entries.set(`${name}/`, { name, id: null, metadata: null })
    } else entries.set(name, { name, id: object.id, metadata: { size: object.content.sizeBytes } })
  }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
  return json(200, sorted.slice(offset, offset + limit))
}

/** Renames; the new name must be free. */
export function moveObject(bucket: FakeBucket, sourceKey: string, destinationKey: string): FakeReply {
  const source = bucket.objects.get(sourceKey)
  if (source === undefined) return storageError('NoSuchKey')
  if (bucket.objects.has(destinationKey)) return storageError('KeyAlreadyExists')
  bucket.objects.delete(source.name)
  bucket.objects.set(destinationKey, { ...source, name: destinationKey })
  return json(200, { message: 'Successfully moved' })
}
