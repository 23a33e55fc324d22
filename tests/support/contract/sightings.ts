import { appendFileSync } from 'node:fs'

/** Names the file in which a run of tests writes down what it saw; `scripts/test.ts` gives it and counts. */
export const SIGHTINGS_FILE = 'CHAPTERWISE_CONTRACT_SIGHTINGS'

const seen = new Set<string>()

/** Once a process for each operation, status and media type. */
export function recordSighting(operationId: string, status: number, contentType: string | null): void {
  const line = [operationId, status, contentType?.split(';')[0]?.trim() ?? ''].join(' ')
  const file = process.env[SIGHTINGS_FILE]
  if (file === undefined || seen.has(line)) return
  seen.add(line)
  appendFileSync(file, `${line}\n`)
}
