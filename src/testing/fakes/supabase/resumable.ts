import { randomUUID } from 'node:crypto'
import type { Access, Role } from './access.ts'
import type { ContentSink } from './contents.ts'
import type { FakeReply, FakeRequest } from './exchange.ts'
import {
  allowsMediaType,
  type FakeBucket,
  isAllowedKey,
  MAX_CHUNK_BYTES,
  publish,
  type StorageState,
  sizeLimitBytes,
} from './state.ts'
import { storageError } from './storage-errors.ts'

// The resumable upload protocol 1.0.0, https://tus.io/protocols/resumable-upload, as Supabase serves it.

interface Upload {
  readonly bucket: FakeBucket
  readonly name: string
  readonly mediaType: string
  readonly cacheControl: string
  readonly sink: ContentSink
  readonly expiresAtMs: number
  /** Null until it is declared. */
  lengthBytes: number | null
  isLocked: boolean
  isFinished: boolean
}

export interface ResumableUploads {
  answer(request: FakeRequest, role: Role): Promise<FakeReply>
  /** Uploads that are neither finished nor ended. */
  open(): number
}

const LIFE_MS = 24 * 60 * 60 * 1000
const PREFIX = '/storage/v1/upload/resumable'
const VERSION = { 'tus-resumable': '1.0.0' }

const plain = (status: number, body: string, headers = {}): FakeReply => ({
  status,
  headers: { ...VERSION, 'content-type': 'text/plain', ...headers },
  body: `${body}\n`,
})

/** Upload-Metadata: comma-separated pairs of a key and a value in base64. */
const readMetadata = (header: string): ReadonlyMap<string, string> =>
  new Map(
    header.split(',').map((pair) => {
      const [key = '', value = ''] = pair.trim().split(' ')
      return [key, Buffer.from(value, 'base64').toString('utf8')]
    }),
  )

export function createResumableUploads(state: StorageState, access: Access): ResumableUploads {
  const uploads = new Map<string, Upload>()

  async function create(request: FakeRequest, role: Role, isSigned: boolean): Promise<FakeReply> {
    const metadata = readMetadata(request.headers['upload-metadata'] ?? '')
    const name = metadata.get('objectName') ?? ''
    const bucket = state.buckets.get(metadata.get('bucketName') ?? '')
    if (bucket === undefined) return plain(404, 'Bucket not found')
    if (!isAllowedKey(name)) return plain(400, `Invalid key: ${name}`)
    const refusal = await mayUpload(request, role, isSigned, bucket, name)
    if (refusal !== null) return refusal
    const length = request.headers['upload-length']
    const isDeferred = request.headers['upload-defer-length'] === '1'
    if ((length === undefined) !== isDeferred) {
      return plain(400, 'Upload-Length or Upload-Defer-Length header required')
    }
    if (Number(length ?? 0) > sizeLimitBytes(state, bucket)) return plain(413, 'Maximum size exceeded')
    const mediaType = metadata.get('contentType') ?? 'application/octet-stream'
    if (!allowsMediaType(bucket, mediaType)) return plain(415, `mime type ${mediaType} is not supported`)
    const id = Buffer.from(`${bucket.id}/${name}/${randomUUID()}`).toString('base64url')
    const age = metadata.get('cacheControl')
    uploads.set(id, {
      bucket,
      name,
      mediaType,
      cacheControl: age === undefined ? 'no-cache' : `max-age=${age}`,
      sink: await state.contents.open(),
      expiresAtMs: state.nowMs() + LIFE_MS,
      lengthBytes: length === undefined ? null : Number(length),
      isLocked: false,
      isFinished: false,
    })
    const location = `${request.origin}${PREFIX}${isSigned ? '/sign' : ''}/${id}`
    return { status: 201, headers: { ...VERSION, location, 'content-length': '0' } }
  }

  /** Asked with every request that writes: a PATCH without `x-upsert` fails where an object has appeared meanwhile. */
  async function mayUpload(
    request: FakeRequest,
    role: Role,
    isSigned: boolean,
    bucket: FakeBucket,
    name: string,
  ): Promise<FakeReply | null> {
    let upsert = request.headers['x-upsert'] === 'true'
    if (isSigned) {
      const claims = await access.readToken(request.headers['x-signature'] ?? '')
      if (claims?.url !== `${bucket.id}/${name}`) return plain(400, 'Invalid signature')
      upsert = claims.upsert === true
    } else if (role !== 'service_role') return storageError('AccessDenied')
    return !upsert && bucket.objects.has(name) ? plain(409, 'The resource already exists') : null
  }

  async function append(request: FakeRequest, upload: Upload): Promise<FakeReply> {
    const { headers } = request
    const offset = headers['upload-offset']
    if (offset === undefined) return plain(403, 'Upload-Offset header required')
    if (headers['content-type'] !== 'application/offset+octet-stream') {
      return plain(403, 'Content-Type header required')
    }
    if (Number(offset) !== upload.sink.sizeBytes()) return plain(409, 'Upload-Offset conflict')
    const declared = headers['upload-length']
    if (declared !== undefined) {
      if (upload.lengthBytes !== null || Number(declared) < Number(offset)) {
        return plain(400, 'Upload-Length or Upload-Defer-Length header required')
      }
      upload.lengthBytes = Number(declared)
    }
    const limitBytes = sizeLimitBytes(state, upload.bucket)
    if ((upload.lengthBytes ?? 0) > limitBytes) return plain(413, 'Maximum size exceeded')
    for await (const chunk of request.body) {
      if (upload.sink.sizeBytes() + chunk.length > Math.min(limitBytes, upload.lengthBytes ?? limitBytes)) {
        return plain(413, 'Maximum size exceeded')
      }
      await upload.sink.write(chunk)
    }
    const offsetBytes = upload.sink.sizeBytes()
    const isLast = offsetBytes === upload.lengthBytes
    if (state.exactChunks && !isLast && offsetBytes % MAX_CHUNK_BYTES !== 0) {
      return plain(400, 'every chunk but the last must be of 6 MiB')
    }
    if (!isLast) return { status: 204, headers: { ...VERSION, 'upload-offset': String(offsetBytes) } }
    const { mediaType, cacheControl } = upload
    publish(state, upload.bucket, upload.name, {
      content: await upload.sink.finish(),
      mediaType,
      cacheControl,
    })
    upload.isFinished = true
    return {
      status: 204,
      headers: { ...VERSION, 'upload-offset': String(offsetBytes), 'tus-complete': '1' },
    }
  }

  async function patch(request: FakeRequest, role: Role, isSigned: boolean, upload: Upload) {
    const refusal = await mayUpload(request, role, isSigned, upload.bucket, upload.name)
    if (refusal !== null) return refusal
    if (upload.isFinished) return plain(410, 'The file for this url no longer exists')
    if (upload.isLocked) return plain(423, 'resource is locked')
    upload.isLocked = true
    try {
      return await append(request, upload)
    } finally {
      upload.isLocked = false
    }
  }

  async function end(role: Role, id: string, upload: Upload): Promise<FakeReply> {
    if (role !== 'service_role') return storageError('AccessDenied')
    if (upload.isFinished) return plain(400, 'Cannot terminate an already completed upload')
    uploads.delete(id)
    await upload.sink.discard()
    return { status: 204, headers: VERSION }
  }

  return {
    open: () => [...uploads.values()].filter((upload) => !upload.isFinished).length,
    async answer(request, role) {
      if (request.method === 'OPTIONS') return { status: 204, headers: { ...VERSION, ...CAPABILITIES } }
      if (request.headers['tus-resumable'] !== '1.0.0') return plain(412, 'Tus-Resumable Required')
      const rest = request.path.slice(PREFIX.length)
      const isSigned = rest.startsWith('/sign')
      if (request.method === 'POST') return create(request, role, isSigned)
      const id = rest.split('/').at(-1) ?? ''
      const upload = uploads.get(id)
      if (upload === undefined) return plain(404, 'The file for this url was not found')
      if (state.nowMs() >= upload.expiresAtMs && !upload.isFinished) {
        return plain(410, 'The file for this url no longer exists')
      }
      if (request.method === 'HEAD') return describe(upload)
      if (request.method === 'PATCH') return patch(request, role, isSigned, upload)
      if (request.method === 'DELETE') return end(role, id, upload)
      return plain(404, 'Not found')
    },
  }
}

const CAPABILITIES = {
  'tus-version': '1.0.0',
  'tus-extension': 'creation,creation-with-upload,creation-defer-length,termination,expiration',
}

const describe = (upload: Upload): FakeReply => ({
  status: 200,
  headers: {
    ...VERSION,
    'cache-control': 'no-store',
    'upload-offset': String(upload.sink.sizeBytes()),
    'upload-expires': new Date(upload.expiresAtMs).toUTCString(),
    ...(upload.lengthBytes === null
      ? { 'upload-defer-length': '1' }
      : { 'upload-length': String(upload.lengthBytes) }),
  },
})
