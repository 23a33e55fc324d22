import { ChapterwiseError } from '../errors/chapterwise-error.ts'
import { readRefusal } from '../errors/read-refusal.ts'
import type { Attempt } from './attempt.ts'

/** A transcript of a 40-hour book is about 60 MiB. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024
/** Read whole, so that a body that breaks off is a failed try; audio and covers are left to flow. */
const BUFFERED_TYPES = /^(?:application\/(?:[\w.-]+\+)?json|text\/(?!event-stream)|application\/x-subrip)/
const NOT_OURS = /^text\/html/
const NULL_BODY_STATUSES: ReadonlySet<number> = new Set([204, 304])

const tooLarge = (): ChapterwiseError =>
  new ChapterwiseError({ message: 'The answer is too large.', code: 'unexpected_answer' })

const readWhole = async (response: Response, attempt: Attempt): Promise<Blob> => {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const reader = response.body?.getReader()
  for (let sizeBytes = 0; reader !== undefined; ) {
    const { done, value } = await reader.read()
    if (done) break
    attempt.touch()
    sizeBytes += value.byteLength
    if (sizeBytes > MAX_ANSWER_BYTES) {
      await reader.cancel()
      throw tooLarge()
    }
    chunks.push(value)
  }
  return new Blob(chunks)
}

/** Answers 2xx and 304; anything else is thrown as what it says. */
export const readAnswer = async (response: Response, attempt: Attempt): Promise<Response> => {
  const { status, statusText, headers } = response
  if (NULL_BODY_STATUSES.has(status)) return response
  if (!response.ok) throw await readRefusal(response)
  const type = headers.get('content-type') ?? ''
  if (NOT_OURS.test(type)) {
    await response.body?.cancel()
    throw new ChapterwiseError({
      message: 'A web page came instead of an answer; is this the address of a chapterwise server?',
      status,
      code: 'unexpected_answer',
    })
  }
  if (!BUFFERED_TYPES.test(type)) return response
  return new Response(await readWhole(response, attempt), { status, statusText, headers })
}
