import { okAsync } from 'neverthrow'
import type { JsonValue } from '../../src/domain/job/job.ts'
import type { LlmRequest } from '../../src/ports/llm.ts'
import type { ProviderUsage } from '../../src/ports/usage.ts'

/** The request, with memory of what was saved and billed; `parts` are those that an earlier attempt saved. */
export function rememberingRequest(request: LlmRequest, parts = new Map<string, JsonValue>()) {
  const usage: ProviderUsage[] = []
  const remembering: LlmRequest = {
    ...request,
    finishedParts: parts,
    savePart: (key, output) => {
      parts.set(key, structuredClone(output))
      return okAsync(undefined)
    },
    recordUsage: (used) => {
      usage.push(used)
      return okAsync(undefined)
    },
  }
  return { request: remembering, parts, usage }
}
