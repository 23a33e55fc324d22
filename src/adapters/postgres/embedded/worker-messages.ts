/** What `embedded-postgres.ts` and the thread in `worker.ts` say to each other. */
export interface WorkerInput {
  readonly postgresDirectory: string
  readonly socketPath: string
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'closed' }
  | { readonly type: 'broken'; readonly message: string }
  | { readonly type: 'copied'; readonly directory: string; readonly failure: string | null }

/** What is sent to the thread: to end, or to copy the database, as it is on the disk at one moment, to a directory that is not there yet. */
export type WorkerRequest = { readonly type: 'close' } | { readonly type: 'copy'; readonly directory: string }
