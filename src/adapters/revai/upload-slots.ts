/** Rev.ai takes so many uploads of one account at a time (reference, November 2026); further ones are refused. */
const MAX_UPLOADS = 5

/** Who may send a file now. */
export interface UploadSlots {
  /** Resolves, in order, to what gives the slot back; to null when the signal is aborted first. */
  take(signal: AbortSignal): Promise<(() => void) | null>
}

/** Keeps this process below the vendor's limit; several processes may still meet it, and are throttled. */
export function createUploadSlots(): UploadSlots {
  let free = MAX_UPLOADS
  const waiting: (() => void)[] = []

  const release = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }

  const once = (): (() => void) => {
    let isHeld = true
    return () => {
      if (isHeld) release()
      isHeld = false
    }
  }

  return {
    take: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(null)
        if (free > 0) {
          free -= 1
          return resolve(once())
        }
        const onAbort = () => {
          waiting.splice(waiting.indexOf(start), 1)
          resolve(null)
        }
        const start = () => {
          signal.removeEventListener('abort', onAbort)
          resolve(once())
        }
        signal.addEventListener('abort', onAbort, { once: true })
        waiting.push(start)
      }),
  }
}
