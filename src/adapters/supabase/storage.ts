import { err, errAsync, ok, type Result, ResultAsync } from 'neverthrow'
import { type PortError, type PortResult, permanentError } from '../../ports/port-error.ts'
import type { Storage } from '../../ports/storage.ts'
import { isObjectKey, isObjectPrefix } from '../storage/object-key.ts'
import { invalidKey } from '../storage/storage-errors.ts'
import { checkBucket } from './check-bucket.ts'
import { asResult, type Connection, createConnection, type SupabaseStorageOptions } from './connection.ts'
import { findKeyProblem } from './key-problem.ts'
import { listKeys } from './list-keys.ts'
import { putObject } from './put-object.ts'
import { getObject } from './read-object.ts'
import { toPortError } from './storage-fault.ts'

/** What the storage removes in one call. */
const MAX_REMOVED = 1000

export interface SignedUpload {
  /** Takes one PUT of the bytes, within two hours at hosted projects. */
  readonly url: string
  /** For `uploadToSignedUrl` of supabase-js, or as `x-signature` of a resumable upload. */
  readonly token: string
}

export interface SupabaseStorage extends Storage {
  /** Lets someone without a key upload one object, from a browser say; replaces what is there. */
  signedUploadUrl(key: string): PortResult<SignedUpload>
}

/** Objects in a private bucket of Supabase Storage. Memory stays flat: at most two blocks of 6 MiB an upload. */
export function createSupabaseStorage(options: SupabaseStorageOptions): SupabaseStorage {
  const connection = createConnection(options)
  // A check says how things are now; it does not wait for them to get better.
  const probe = createConnection({ ...options, maxAttempts: 1 })
  const withKey = <T>(key: string, work: () => Promise<Result<T, PortError>>): PortResult<T> =>
    isObjectKey(key) ? new ResultAsync(work()) : errAsync(invalidKey(key))
  return {
    name: 'supabase',
    put: (key, body, put) => withKey(key, () => putObject(connection, key, body, put)),
    get: (key, range) => withKey(key, () => getObject(connection, key, range)),
    signedUrl: (key, expiresInSeconds) => withKey(key, () => signDownload(connection, key, expiresInSeconds)),
    signedUploadUrl: (key) => withKey(key, () => signUpload(connection, key)),
    localPath: () => null,
    remove: (keys) => new ResultAsync(remove(connection, keys)),
    list: (prefix, limit) => new ResultAsync(list(connection, prefix, limit)),
    check: () => new ResultAsync(check(probe, options)),
  }
}

async function signDownload(
  { objects, label }: Connection,
  key: string,
  expiresInSeconds: number,
): Promise<Result<string, PortError>> {
  const signed = await asResult(objects.createSignedUrl(key, Math.max(1, Math.ceil(expiresInSeconds))))
  return signed.map(({ signedUrl }) => signedUrl).mapErr((fault) => toPortError(fault, label))
}

async function signUpload(
  { objects, label }: Connection,
  key: string,
): Promise<Result<SignedUpload, PortError>> {
  const signed = await asResult(objects.createSignedUploadUrl(key, { upsert: true }))
  return signed
    .map(({ signedUrl, token }) => ({ url: signedUrl, token }))
    .mapErr((fault) => toPortError(fault, label))
}

async function remove(
  { objects, label }: Connection,
  keys: readonly string[],
): Promise<Result<void, PortError>> {
  const wrong = keys.find((key) => !isObjectKey(key))
  if (wrong !== undefined) return err(invalidKey(wrong))
  for (let start = 0; start < keys.length; start += MAX_REMOVED) {
    const removed = await asResult(objects.remove(keys.slice(start, start + MAX_REMOVED)))
    if (removed.isErr()) return err(toPortError(removed.error, label))
  }
  return ok(undefined)
}

async function list(
  connection: Connection,
  prefix: string,
  limit: number,
): Promise<Result<readonly string[], PortError>> {
  if (!isObjectPrefix(prefix)) return err(invalidKey(prefix))
  const found = await listKeys(connection, prefix, limit)
  return found.mapErr((fault) => toPortError(fault, connection.label))
}

async function check(
  connection: Connection,
  { url, key }: SupabaseStorageOptions,
): Promise<Result<void, PortError>> {
  const problem = findKeyProblem(url, key)
  return problem === null ? checkBucket(connection) : err(permanentError('storage_denied', problem))
}
