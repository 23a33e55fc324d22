import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** `backup.<uuid>` in the data directory: there audio can be linked rather than copied. */
export const SNAPSHOT_PREFIX = 'backup.'

/** What a killed process left of its snapshots. To be called by the process that has the directory's lock. */
export async function removeLeftOverSnapshots(dataDirectory: string): Promise<void> {
  const names = (await readdir(dataDirectory)).filter((name) => name.startsWith(SNAPSHOT_PREFIX))
  for (const name of names) await rm(join(dataDirectory, name), { recursive: true, force: true })
}

export const halfRestored = (directory: string): string =>
  `A restore into ${directory} did not end. Run \`chapterwise restore\` again, or use another DATA_DIR.`
