import type { Role } from './access.ts'
import { type FakeReply, type FakeRequest, json, readJson } from './exchange.ts'
import type { FakeBucket, StorageState } from './state.ts'
import { storageError } from './storage-errors.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KB: 1e3, MB: 1e6, GB: 1e9 }

/** A number of bytes, or text such as `200MB`, which is decimal. */
function toBytes(limit: unknown): number | null {
  if (typeof limit === 'number') return limit
  const [, amount, unit] = /^(\d+)\s*([KMG]?B)?$/i.exec(String(limit ?? '')) ?? []
  return amount === undefined ? null : Number(amount) * (UNITS[(unit ?? '').toUpperCase()] ?? 1)
}

const present = (bucket: FakeBucket) => ({
  id: bucket.id,
  name: bucket.id,
  owner: '',
  public: bucket.isPublic,
  type: 'STANDARD',
  file_size_limit: bucket.fileSizeLimitBytes,
  allowed_mime_types: bucket.allowedMimeTypes,
  created_at: bucket.createdAt,
  updated_at: bucket.createdAt,
})

/** `/bucket…`. Row-level security without policies: the service role sees and does all, others nothing. */
export async function answerBuckets(
  state: StorageState,
  request: FakeRequest,
  role: Role,
  rest: string,
): Promise<FakeReply> {
  const [id = '', action] = rest.split('/').filter(Boolean)
  if (id === '') {
    if (request.method === 'POST') return createBucket(state, request, role)
    return json(200, role === 'service_role' ? [...state.buckets.values()].map(present) : [])
  }
  const bucket = role === 'service_role' ? state.buckets.get(id) : undefined
  if (bucket === undefined) return storageError('NoSuchBucket')
  if (action === 'empty') {
    bucket.objects.clear()
    return json(200, { message: 'Successfully emptied' })
  }
  if (request.method === 'GET') return json(200, present(bucket))
  if (request.method === 'PUT') {
    state.buckets.set(id, { ...bucket, ...settingsOf(await readJson(request)) })
    return json(200, { message: 'Successfully updated' })
  }
  if (request.method !== 'DELETE') return storageError('NotFound')
  if (bucket.objects.size > 0) return storageError('ResourceNotEmpty')
  state.buckets.delete(id)
  return json(200, { message: 'Successfully deleted' })
}

const settingsOf = (body: Readonly<Record<string, unknown>>) => ({
  isPublic: body.public === true,
  fileSizeLimitBytes: toBytes(body.file_size_limit),
  allowedMimeTypes: Array.isArray(body.allowed_mime_types) ? body.allowed_mime_types.map(String) : null,
})

async function createBucket(state: StorageState, request: FakeRequest, role: Role): Promise<FakeReply> {
  const body = await readJson(request)
  const id = String(body.id ?? body.name ?? '')
  if (role !== 'service_role') return storageError('AccessDenied')
  if (state.buckets.has(id)) return storageError('BucketAlreadyExists')
  const settings = settingsOf(body)
  if ((settings.fileSizeLimitBytes ?? 0) > state.globalLimitBytes) return storageError('EntityTooLarge')
  const createdAt = new Date(state.nowMs()).toISOString()
  state.buckets.set(id, { id, ...settings, createdAt, objects: new Map() })
  return json(200, { name: id })
}
