import type { Access, Role } from './access.ts'
import { type FakeReply, type FakeRequest, json, readJson } from './exchange.ts'
import { downloadObject, uploadObject } from './objects.ts'
import type { FakeBucket, StorageState } from './state.ts'
import { invalidJwt, storageError } from './storage-errors.ts'

/** Of hosted projects; a server of one's own has 60 s. */
const UPLOAD_TOKEN_SECONDS = 2 * 60 * 60

interface Target {
  readonly bucket: FakeBucket
  /** Empty for the call that signs several. */
  readonly name: string
}

/** POST `/object/sign/{bucket}/{name}`, and without a name for several. */
export async function signDownloads(
  access: Access,
  request: FakeRequest,
  { bucket, name }: Target,
): Promise<FakeReply> {
  const body = await readJson(request)
  const expiresIn = Number(body.expiresIn)
  if (!Number.isInteger(expiresIn) || expiresIn < 1) {
    return json(400, { statusCode: '400', error: 'Error', message: 'body/expiresIn must be >= 1' })
  }
  const sign = async (object: string) => {
    const token = await access.signToken({ url: `${bucket.id}/${object}`, scope: 'download' }, expiresIn)
    return `/object/sign/${bucket.id}/${encodeURI(object)}?token=${token}`
  }
  if (name !== '') {
    return bucket.objects.has(name) ? json(200, { signedURL: await sign(name) }) : storageError('NoSuchKey')
  }
  const paths = Array.isArray(body.paths) ? body.paths.map(String) : []
  const signed = paths.map(async (path) =>
    bucket.objects.has(path)
      ? { path, error: null, signedURL: await sign(path) }
      : { path, error: 'Either the object does not exist or you do not have access to it', signedURL: null },
  )
  return json(200, await Promise.all(signed))
}

/** GET and HEAD `/object/sign/{bucket}/{name}?token=…`: needs no key. */
export async function downloadSigned(
  access: Access,
  request: FakeRequest,
  { bucket, name }: Target,
): Promise<FakeReply> {
  const claims = await access.readToken(request.query.get('token') ?? '')
  if (claims === null) return invalidJwt('"exp" claim timestamp check failed')
  if (claims.scope !== 'download' || claims.url !== `${bucket.id}/${name}`) {
    return storageError('InvalidSignature')
  }
  const object = bucket.objects.get(name)
  return object === undefined ? storageError('NoSuchKey') : downloadObject(request, object)
}

export async function signUpload(
  access: Access,
  request: FakeRequest,
  { bucket, name }: Target,
  role: Role,
): Promise<FakeReply> {
  const upsert = request.headers['x-upsert'] === 'true'
  if (role !== 'service_role') return storageError('AccessDenied')
  if (!upsert && bucket.objects.has(name)) return storageError('KeyAlreadyExists')
  const claims = { url: `${bucket.id}/${name}`, upsert, scope: 'upload' }
  const token = await access.signToken(claims, UPLOAD_TOKEN_SECONDS)
  return json(200, { url: `/object/upload/sign/${bucket.id}/${encodeURI(name)}?token=${token}`, token })
}

/** The token says whether it may replace; the header has no say. */
export async function uploadSigned(
  state: StorageState,
  access: Access,
  request: FakeRequest,
  { bucket, name }: Target,
): Promise<FakeReply> {
  const claims = await access.readToken(request.query.get('token') ?? '')
  if (claims === null) return invalidJwt('jwt expired')
  if (claims.scope !== 'upload' || claims.url !== `${bucket.id}/${name}`) {
    return storageError('InvalidSignature')
  }
  return uploadObject(state, request, bucket, name, claims.upsert === true)
}
