import type { Access, Role } from './access.ts'
import { answerBuckets } from './buckets.ts'
import { type FakeReply, type FakeRequest, readJson } from './exchange.ts'
import {
  describeObject,
  downloadObject,
  listObjects,
  moveObject,
  removeObjects,
  uploadObject,
} from './objects.ts'
import type { ResumableUploads } from './resumable.ts'
import { downloadSigned, signDownloads, signUpload, uploadSigned } from './signed-urls.ts'
import type { StorageState } from './state.ts'
import { storageError } from './storage-errors.ts'

const PREFIX = '/storage/v1/'
/** Longest first: what follows is a bucket and perhaps a name. */
const ACTIONS = ['upload/sign', 'authenticated', 'public', 'info', 'list', 'sign', 'move'] as const

/** `/storage/v1/…`: buckets, objects, signed URLs, resumable uploads. */
export async function answerStorage(
  deps: { readonly state: StorageState; readonly access: Access; readonly uploads: ResumableUploads },
  request: FakeRequest,
): Promise<FakeReply> {
  const { state, access, uploads } = deps
  const path = request.path.slice(PREFIX.length)
  const isTokenOnly =
    /^object\/(upload\/)?sign\//.test(path) && request.method !== 'POST' && request.query.has('token')
  const role = isTokenOnly ? 'anon' : await access.roleOf(request)
  if (typeof role !== 'string') return role
  if (path.startsWith('upload/resumable')) return uploads.answer(request, role)
  if (path === 'bucket' || path.startsWith('bucket/')) {
    return answerBuckets(state, request, role, path.slice('bucket'.length))
  }
  return path.startsWith('object/')
    ? answerObjects(state, access, request, role, path.slice('object/'.length))
    : storageError('NotFound')
}

async function answerObjects(
  state: StorageState,
  access: Access,
  request: FakeRequest,
  role: Role,
  path: string,
): Promise<FakeReply> {
  const action = ACTIONS.find((name) => path === name || path.startsWith(`${name}/`))
  const [bucketId = '', ...segments] = (action === undefined ? path : path.slice(action.length + 1)).split(
    '/',
  )
  if (action === 'move') {
    const { bucketId: id, sourceKey, destinationKey } = await readJson(request)
    const bucket = role === 'service_role' ? state.buckets.get(String(id)) : undefined
    if (bucket === undefined) return storageError('NoSuchBucket')
    return moveObject(bucket, String(sourceKey), String(destinationKey))
  }
  const bucket = state.buckets.get(bucketId)
  if (bucket === undefined) return storageError('NoSuchBucket')
  const target = { bucket, name: segments.join('/') }
  const { method } = request
  if (action === 'list') return listObjects(request, bucket, role)
  if (action === 'upload/sign') {
    return method === 'PUT'
      ? uploadSigned(state, access, request, target)
      : signUpload(access, request, target, role)
  }
  if (action === 'sign' && method !== 'POST') return downloadSigned(access, request, target)
  if (method === 'DELETE' && target.name === '') return removeObjects(request, bucket, role)
  if (action === undefined && (method === 'POST' || method === 'PUT')) {
    if (role !== 'service_role') return storageError('AccessDenied')
    return uploadObject(state, request, bucket, target.name, isUpsert(request))
  }
  // What a role may not read is not there for it.
  const mayRead = role === 'service_role' || (bucket.isPublic && action === 'public')
  if (action === 'sign') return mayRead ? signDownloads(access, request, target) : storageError('NoSuchKey')
  const object = mayRead ? bucket.objects.get(target.name) : undefined
  if (object === undefined) return storageError('NoSuchKey')
  return action === 'info' ? describeObject(bucket, object) : downloadObject(request, object)
}

const isUpsert = (request: FakeRequest) => request.method === 'PUT' || request.headers['x-upsert'] === 'true'
