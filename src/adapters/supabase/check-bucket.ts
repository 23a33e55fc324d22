import { err, ok, type Result } from 'neverthrow'
import { type PortError, permanentError } from '../../ports/port-error.ts'
import { asResult, type Connection } from './connection.ts'
import { isMissingBucket, isTooLarge, type StorageFault, toPortError } from './storage-fault.ts'

type Bucket = Pick<
  NonNullable<Awaited<ReturnType<Connection['buckets']['getBucket']>>['data']>,
  'public' | 'file_size_limit' | 'allowed_mime_types'
>

/** One of each kind that is stored: audio, and covers. */
const NEEDED_TYPES = ['audio', 'image'] as const

const misconfigured = (message: string): PortError => permanentError('storage_misconfigured', message)

/** The bucket is there, private, and takes what is to be stored; where there is none, it is made. */
export async function checkBucket(connection: Connection): Promise<Result<void, PortError>> {
  const found = await asResult(connection.buckets.getBucket(connection.bucket))
  if (found.isOk()) return checkSettings(connection, found.value)
  if (!isMissingBucket(found.error)) return err(explain(connection, found.error))
  const { maxFileSizeBytes } = connection
  const settings = { public: false, fileSizeLimit: maxFileSizeBytes }
  const created = await asResult(connection.buckets.createBucket(connection.bucket, settings))
  if (created.isOk() || created.error.code === 'BucketAlreadyExists') return ok(undefined)
  if (isTooLarge(created.error)) {
    return err(
      misconfigured(
        `the project at ${connection.url} takes no files of ${maxFileSizeBytes} bytes (MAX_FILE_SIZE_BYTES): raise its limit in the storage settings (free plan: 50 MB at most), or lower the variable`,
      ),
    )
  }
  return err(explain(connection, created.error))
}

function checkSettings({ label, maxFileSizeBytes }: Connection, bucket: Bucket): Result<void, PortError> {
  if (bucket.public) {
    return err(misconfigured(`${label} is public: anyone with an address could listen. Make it private`))
  }
  const limitBytes = bucket.file_size_limit ?? Number.POSITIVE_INFINITY
  if (limitBytes < maxFileSizeBytes) {
    return err(
      misconfigured(
        `${label} takes files of ${limitBytes} bytes at most, MAX_FILE_SIZE_BYTES is ${maxFileSizeBytes}: raise the one or lower the other`,
      ),
    )
  }
  const allowed = bucket.allowed_mime_types ?? ['*/*']
  const lacking = NEEDED_TYPES.filter((type) => !allowed.includes('*/*') && !allowed.includes(`${type}/*`))
  if (lacking.length === 0) return ok(undefined)
  const types = lacking.map((type) => `${type}/*`).join(' and ')
  return err(misconfigured(`${label} does not take ${types}: add it to the bucket's allowed MIME types`))
}

/** What answers there may be no Supabase at all, or nothing. */
function explain(connection: Connection, fault: StorageFault): PortError {
  const error = toPortError(fault, connection.label)
  if (fault.statusCode === null) {
    return {
      ...error,
      message: `${connection.url} can't be reached (${fault.message}). Is SUPABASE_URL right?`,
    }
  }
  if (fault.statusCode === 404) {
    const message = `${connection.url} answers, but not as a Supabase project does (${fault.message}). Is SUPABASE_URL right?`
    return misconfigured(message)
  }
  return error
}
