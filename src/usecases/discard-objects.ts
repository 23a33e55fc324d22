import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { PortError, PortResult } from '../ports/port-error.ts'
import type { DiscardRepository } from '../ports/repositories/uploads.ts'
import type { Storage } from '../ports/storage.ts'

const BATCH_OBJECTS = 100
/** Leaves the rest to the next call, so that one sweep does not take for ever. */
const MAX_BATCHES = 50

export interface DiscardObjectsDeps {
  readonly discards: DiscardRepository
  readonly storage: Storage
}

/**
 * Removes the objects that no row needs any more, oldest first, and forgets them only then. Answers how many.
 * Safe to run anywhere at any time: removing what is gone succeeds.
 */
export function createDiscardObjects(deps: DiscardObjectsDeps): () => PortResult<number> {
  return () => new ResultAsync(discardAll(deps))
}

async function discardAll({ discards, storage }: DiscardObjectsDeps): Promise<Result<number, PortError>> {
  let discarded = 0
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const done = await discards.list(BATCH_OBJECTS).andThen((keys) =>
      keys.length === 0
        ? ok(0)
        : storage
            .remove(keys)
            .andThen(() => discards.forget(keys))
            .map(() => keys.length),
    )
    if (done.isErr()) return err(done.error)
    discarded += done.value
    if (done.value < BATCH_OBJECTS) break
  }
  return ok(discarded)
}
