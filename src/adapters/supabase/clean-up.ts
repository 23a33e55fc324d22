import type { Connection } from './connection.ts'

/** For what a failed upload left; longer than that nobody waits, and what is left is swept. */
const CLEAN_UP_TIMEOUT_MS = 10_000

/** Made when the cleaning begins. */
export const cleanUpSignal = (): AbortSignal => AbortSignal.timeout(CLEAN_UP_TIMEOUT_MS)

/** Removes an object that arrived though its upload was given up. */
export async function removeLeftOver(
  { transport, bucketUrl }: Pick<Connection, 'transport' | 'bucketUrl'>,
  key: string,
): Promise<void> {
  // Not by supabase-js, which can't be told to stop.
  await transport.repeated({
    method: 'DELETE',
    url: bucketUrl,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prefixes: [key] }),
    signal: cleanUpSignal(),
  })
}
