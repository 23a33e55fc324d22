import type { ResultAsync } from 'neverthrow'

/** The value of a result that must be one; else throws its error. */
export async function expectOk<T, E>(result: ResultAsync<T, E>): Promise<T> {
  const settled = await result
  if (settled.isErr()) throw new Error(`unexpected error: ${JSON.stringify(settled.error)}`)
  return settled.value
}
