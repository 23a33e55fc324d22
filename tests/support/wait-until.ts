const INTERVAL_MS = 10
const MAX_TRIES = 1000

/** The first value that satisfies; fails after ten seconds, or as many tries. Not for measuring time. */
export async function waitUntil<T>(
  look: () => Promise<T>,
  satisfies: (value: T) => boolean,
  maxTries = MAX_TRIES,
): Promise<T> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const value = await look()
    if (satisfies(value)) return value
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS))
  }
  throw new Error('what was waited for did not happen')
}
