import { ResultAsync } from 'neverthrow'
import { ChapterwiseError } from '../client/node/index.ts'
import { EXIT, type Failure, failure } from './failure.ts'

const isServersFault = ({ status }: ChapterwiseError): boolean =>
  status === null || status < 400 || status >= 500 || status === 429

/** What a refusal says, as people read it. */
const describeRefusal = (error: ChapterwiseError): readonly string[] => {
  const { status, code, problem, requestId } = error
  if (status === null || problem === null) return []
  return [
    ...(problem.errors ?? []).map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`),
    ...(status === 401
      ? ['Give a token with --token or ADMIN_TOKENS; a server prints its own at the first start.']
      : []),
    `${status} ${problem.code === undefined ? problem.title : code}${requestId === null ? '' : `, request ${requestId}`}`,
  ]
}

const toFailure = (error: unknown): Failure => {
  if (error instanceof Error && error.name === 'AbortError') {
    return failure(EXIT.interrupted, 'Interrupted.')
  }
  if (!(error instanceof ChapterwiseError)) throw error
  switch (error.code) {
    case 'no_audio_files':
    case 'file_unreadable':
      return failure(EXIT.usage, error.message)
    case 'upload_ended':
      return failure(EXIT.refused, error.message, 'Use another --idempotency-key.')
    default:
      return failure(
        isServersFault(error) ? EXIT.unreachable : EXIT.refused,
        error.message,
        ...describeRefusal(error),
      )
  }
}

/** A call of the client, its rejection told to the person. Anything but the client's own errors is a bug. */
export const call = <T>(calling: () => Promise<T>): ResultAsync<T, Failure> =>
  ResultAsync.fromThrowable(calling, toFailure)()
