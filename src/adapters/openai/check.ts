import { errAsync, okAsync } from 'neverthrow'
import * as z from 'zod'
import type { PortResult } from '../../ports/port-error.ts'
import { callOpenAi } from './http.ts'
import type { OpenAiServer } from './server.ts'

const CHECK_TIMEOUT_MS = 10_000

/**
 * Asks for the list of models: shows that the server is there and takes the key, and costs nothing. Servers without
 * that endpoint (whisper.cpp) answer 404, which shows that they are there.
 */
export function checkOpenAiServer(server: OpenAiServer): PortResult<void> {
  return callOpenAi(
    { ...server, timeoutMs: CHECK_TIMEOUT_MS },
    { method: 'GET', path: '/models', answer: z.unknown(), signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) },
  )
    .map(() => undefined)
    .orElse((error) => (error.code === 'not_found' ? okAsync(undefined) : errAsync(error)))
}
