import type { EventSignal } from '../ports/event-signal.ts'
import type { AudiobookRepository } from '../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'
import type { UploadRepository } from '../ports/repositories/uploads.ts'

interface Changing {
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
}

/** The methods after which the event log may have grown. */
const CHANGES = {
  uploads: ['create', 'change', 'recordReceived', 'remove'],
  audiobooks: ['create', 'update', 'remove'],
  jobs: [
    ...(['add', 'claim', 'saveProgress', 'complete', 'fail', 'park', 'release'] as const),
    ...(['redrive', 'cancel', 'sweepExpiredLeases'] as const),
  ],
} as const satisfies { readonly [Name in keyof Changing]: readonly (keyof Changing[Name])[] }

/** The same repositories, which send a wake-up after every change. */
export function announceChanges<R extends Changing>(repositories: R, signal: EventSignal): R {
  return {
    ...repositories,
    uploads: announcing(repositories.uploads, CHANGES.uploads, signal),
    audiobooks: announcing(repositories.audiobooks, CHANGES.audiobooks, signal),
    jobs: announcing(repositories.jobs, CHANGES.jobs, signal),
  }
}

function announcing<T extends object>(repository: T, methods: readonly (keyof T)[], signal: EventSignal): T {
  const announced = new Map<string | symbol, unknown>()
  for (const name of methods) {
    const change = repository[name] as (...given: unknown[]) => PromiseLike<unknown>
    announced.set(String(name), (...given: unknown[]) => {
      const outcome = change.apply(repository, given)
      void outcome.then(signal.notify, () => {})
      return outcome
    })
  }
  return new Proxy(repository, { get: (target, name) => announced.get(name) ?? Reflect.get(target, name) })
}
