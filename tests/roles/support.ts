import { expect } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { startCluster } from '../support/role-processes.ts'
import { waitUntil } from '../support/wait-until.ts'

export const TIMEOUT_MS = 90_000
const FINISH_TIMEOUT_MS = 45_000
const LEASE_MS = 3_000

export type Cluster = Awaited<ReturnType<typeof startCluster>>

let cluster: Cluster | null = null

/** For `afterEach` of each file: hooks of a shared module would be those of the first file alone. */
export async function removeCluster(): Promise<void> {
  await cluster?.remove()
  cluster = null
}

/** Its servers, and no process yet. */
export async function startServers(leaseMs = LEASE_MS): Promise<Cluster> {
  cluster = await startCluster(leaseMs)
  return cluster
}

export async function startAll(leaseMs = LEASE_MS) {
  const started = await startServers(leaseMs)
  // Workers first: they wait for the schema, and for the API.
  const [transcriber, worker] = [started.launch('transcriber'), started.launch('worker')]
  const api = await started.start('api')
  await Promise.all([transcriber.ready(), worker.ready()])
  return { started, api, transcriber, worker }
}

export interface JobAnswer {
  readonly id: string
  readonly job_type: string
  readonly status: string
  readonly epoch: number
  readonly attempt: number
  readonly error_history: readonly { readonly code: string }[]
}

export async function jobsOf(
  one: Cluster,
  audiobookId: string,
  apiUrl?: string,
): Promise<readonly JobAnswer[]> {
  const response = await one.get(`/audiobooks/${audiobookId}/jobs`, apiUrl)
  return ((await response.json()) as { jobs: JobAnswer[] }).jobs
}

export async function finish(one: Cluster, bookIds: readonly string[], client = one.client): Promise<void> {
  const statuses = await client.waitForEnd(bookIds, FINISH_TIMEOUT_MS)
  expect(statuses).toEqual(bookIds.map(() => 'completed'))
}

/** Until the transcriber has noted that piece of a book. */
export const pieceDone = (one: Cluster, piece: number): Promise<string> =>
  waitUntil(
    () => readFile(one.pieceLog, 'utf8').catch(() => ''),
    (log) => log.includes(`piece:${piece}`),
  )

export async function repeatedPieces(one: Cluster): Promise<readonly string[]> {
  const lines = (await readFile(one.pieceLog, 'utf8')).trim().split('\n')
  return lines.filter((line, index) => lines.indexOf(line) !== index)
}
