import { err, errAsync, ok, okAsync, type Result, ResultAsync } from 'neverthrow'
import * as z from 'zod'
import { type PortError, type PortResult, permanentError, transientError } from '../../ports/port-error.ts'
import { errorOfException, errorOfRefusal, type Refusal } from './errors.ts'
import { API_VERSION, baseUrlOf, type GeminiServer, labelOf } from './server.ts'

const CHECK_TIMEOUT_MS = 10_000
/** Readiness is asked for every few seconds; keys and models change seldom. */
const GOOD_FOR_MS = 5 * 60_000

const modelSchema = z.object({ supportedGenerationMethods: z.array(z.string()).default([]) })

const refusalSchema = z.object({
  error: z.object({ message: z.string().default(''), details: z.array(z.unknown()).optional() }),
})

/**
 * Asks for the description of a model: shows that the key is good, that the model is there and does what it is
 * wanted for, and costs nothing. A good answer is good for a while.
 */
export function createModelCheck(
  server: GeminiServer,
  model: string,
  method: string,
): () => PortResult<void> {
  let goodUntilMs = Number.NEGATIVE_INFINITY
  return () => {
    const nowMs = server.clock.now().getTime()
    if (nowMs < goodUntilMs) return okAsync(undefined)
    return new ResultAsync(getModel(server, model)).andThen((methods) => {
      if (!methods.includes(method)) {
        return errAsync(
          permanentError('wrong_model', `${model} of ${labelOf(server)} is not made for ${method}.`),
        )
      }
      goodUntilMs = nowMs + GOOD_FOR_MS
      return okAsync(undefined)
    })
  }
}

/** The SDK has no call for it. Answers what the model can do. */
async function getModel(server: GeminiServer, model: string): Promise<Result<readonly string[], PortError>> {
  const label = labelOf(server)
  const name = model.includes('/') ? model : `models/${model}`
  try {
    const response = await fetch(`${baseUrlOf(server)}/${API_VERSION}/${name}`, {
      headers: { 'x-goog-api-key': server.apiKey },
      signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
    })
    if (!response.ok) {
      const refusal = await readRefusal(response)
      return err(errorOfRefusal(refusal, { label, model, apiKey: server.apiKey, now: server.clock.now() }))
    }
    const described = modelSchema.safeParse(await response.json())
    return described.success
      ? ok(described.data.supportedGenerationMethods)
      : err(transientError('bad_answer', `${label} describes ${model} in an unknown form`))
  } catch (cause) {
    return err(errorOfException(cause, label))
  }
}

async function readRefusal(response: Response): Promise<Refusal> {
  const { status } = response
  const body: unknown = await response.json().catch(() => null)
  const read = refusalSchema.safeParse(body)
  return read.success
    ? { status, message: read.data.error.message, details: read.data.error.details }
    : { status, message: '', details: undefined }
}
