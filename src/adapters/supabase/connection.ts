import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { err, ok, type Result } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import { noAnswer, type StorageFault } from './storage-fault.ts'
import { createTransport, type Fetch, type StorageRequest, type Transport } from './transport.ts'

export interface SupabaseStorageOptions {
  /** The project's URL, e.g. `https://abc.supabase.co`, without a slash at its end. */
  readonly url: string
  /** The service role key or a secret key (`sb_secret_…`): the storage acts for the system, not for a user. */
  readonly key: string
  readonly bucket: string
  /** Of the bucket, when it has to be made; what is uploaded is limited elsewhere. */
  readonly maxFileSizeBytes: number
  readonly clock: Pick<Clock, 'sleep'>
  readonly fetch?: Fetch
  readonly timeoutMs?: number
  readonly retryDelayMs?: number
  /** Of requests that may be repeated. */
  readonly maxAttempts?: number
}

type StorageApi = SupabaseClient['storage']

/** One bucket of one project, as the parts of the adapter see it. */
export interface Connection {
  readonly bucket: string
  readonly url: string
  readonly maxFileSizeBytes: number
  /** For messages. */
  readonly label: string
  readonly transport: Transport
  readonly buckets: StorageApi
  readonly objects: ReturnType<StorageApi['from']>
  /** Of the bucket's objects. */
  readonly bucketUrl: string
  objectUrl(key: string): string
  /** Where resumable uploads begin. */
  readonly resumableUrl: string
}

/** Hosted projects take large uploads at a host of their own (Supabase docs, "Resumable uploads"). */
const HOSTED = /^https:\/\/([a-z0-9]+)\.supabase\.(co|in|red)$/

export function createConnection(options: SupabaseStorageOptions): Connection {
  const { url, key, bucket } = options
  const { fetch, timeoutMs, retryDelayMs, maxAttempts } = options
  const transport = createTransport({
    headers: { apikey: key, authorization: `Bearer ${key}` },
    clock: options.clock,
    ...(fetch === undefined ? {} : { fetch }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retryDelayMs === undefined ? {} : { retryDelayMs }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
  })
  const { storage } = createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchOverTransport(transport) },
  })
  const [, project, domain] = HOSTED.exec(url) ?? []
  const uploadHost = project === undefined ? url : `https://${project}.storage.supabase.${domain}`
  const bucketUrl = `${url}/storage/v1/object/${bucket}`
  return {
    url,
    bucket,
    maxFileSizeBytes: options.maxFileSizeBytes,
    label: `bucket ${bucket} at ${url}`,
    transport,
    buckets: storage,
    objects: storage.from(bucket),
    // Bucket and key are of letters that need no escaping.
    bucketUrl,
    objectUrl: (key) => `${bucketUrl}/${key}`,
    resumableUrl: `${uploadHost}/storage/v1/upload/resumable`,
  }
}

const FAULT = Symbol('fault')

/** supabase-js sends by this: all that it is used for does the same when it is done twice. */
function fetchOverTransport(transport: Transport): typeof fetch {
  const send = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const result = await transport.repeated({
      method: (init.method ?? 'GET') as StorageRequest['method'],
      url: input instanceof Request ? input.url : String(input),
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(init.body == null ? {} : { body: init.body as Uint8Array | string }),
      signal: init.signal ?? undefined,
    })
    if (result.isOk()) return result.value
    throw Object.assign(new Error(result.error.message), { [FAULT]: result.error })
  }
  return send as typeof fetch
}

/** A call of supabase-js as a Result; its errors carry what the transport threw. */
export async function asResult<T>(
  call: PromiseLike<{ readonly data: T; readonly error: unknown }>,
): Promise<Result<NonNullable<T>, StorageFault>> {
  const { data, error } = await call
  if (error === null && data != null) return ok(data)
  const original = error instanceof Error && 'originalError' in error ? error.originalError : error
  const fault = original instanceof Error && FAULT in original ? original[FAULT] : null
  return err((fault as StorageFault | null) ?? noAnswer(original))
}
