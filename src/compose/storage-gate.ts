import { ResultAsync } from 'neverthrow'
import type { Storage } from '../ports/storage.ts'

export interface GatedStorage {
  readonly storage: Storage
  /** Meanwhile no object begins to be written or removed: whoever wants to waits. */
  holdStill<T>(work: () => Promise<T>): Promise<T>
}

/** For a snapshot of objects that agrees with a snapshot of rows. */
export function gateStorage(storage: Storage): GatedStorage {
  let open: Promise<unknown> = Promise.resolve()
  const afterwards = <T, E>(call: () => ResultAsync<T, E>): ResultAsync<T, E> =>
    ResultAsync.fromSafePromise<void, E>(open.then(() => {})).andThen(call)
  return {
    storage: {
      ...storage,
      put: (key, body, options) => afterwards(() => storage.put(key, body, options)),
      remove: (keys) => afterwards(() => storage.remove(keys)),
    },
    holdStill<T>(work: () => Promise<T>) {
      const held = open.then(work)
      open = held.catch(() => {})
      return held
    },
  }
}
