import type { DeadLetter, JobType } from '../../domain/job/job.ts'
import type { DeadLetterPage } from '../../ports/dead-letters.ts'
import { chunksOf } from './chunks.ts'
import type { RedisClient } from './connections.ts'
import { typeKeys } from './keys.ts'
import { MAX_IDS_PER_CALL } from './limits.ts'

type Named = Pick<DeadLetter, 'id' | 'type'>

export interface FailedMirror {
  record(letters: readonly DeadLetter[]): Promise<void>
  forget(letters: readonly Named[]): Promise<void>
  list(type: JobType, cursor: string | null): Promise<DeadLetterPage>
}

/** ZSCAN begins and ends with it. */
const SCAN_START = '0'

/** Dead letters in a sorted set a type, by the time at which they failed. Rejects with the errors of ioredis. */
export function createFailedMirror(client: RedisClient, prefix: string): FailedMirror {
  const eachKey = async <T extends Named>(
    letters: readonly T[],
    run: (key: string, letters: readonly T[]) => Promise<unknown>,
  ) => {
    for (const [type, group] of Map.groupBy(letters, (letter) => letter.type)) {
      for (const chunk of chunksOf(group)) await run(typeKeys(prefix, type).failed, chunk)
    }
  }
  return {
    record: (all) =>
      eachKey(all, (key, letters) =>
        client.zadd(key, ...letters.flatMap(({ id, failedAt }) => [failedAt.getTime(), id])),
      ),
    forget: (all) => eachKey(all, (key, letters) => client.zrem(key, ...letters.map(({ id }) => id))),
    list: async (type, cursor) => {
      const { failed } = typeKeys(prefix, type)
      const [next, found] = await client.zscan(failed, cursor ?? SCAN_START, 'COUNT', MAX_IDS_PER_CALL)
      // Ids and scores take turns.
      return { ids: found.filter((_, index) => index % 2 === 0), next: next === SCAN_START ? null : next }
    },
  }
}
