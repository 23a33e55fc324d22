/** What `embedded-postgres.ts` and the thread in `worker.ts` say to each other. */
export interface WorkerInput {
  readonly postgresDirectory: string
  readonly socketPath: string
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'closed' }
  | { readonly type: 'broken'; readonly message: string }

/** The only thing that is ever sent to the thread. */
export const CLOSE_REQUEST = 'close'
