/** The same work done by a queue. */
export interface Driver {
  add(id: string): Promise<void>
  addAll(ids: readonly string[]): Promise<void>
  /** Calls `onDone` for each job when the queue has been told that it is done. */
  consume(concurrency: number, onStart: (id: string) => void, onDone: () => void): Consumer
  /** Jobs that the queue still knows. */
  remaining(): Promise<number>
  close(): Promise<void>
}

export interface Consumer {
  stop(): Promise<void>
}

export type DriverName = 'ours' | 'bullmq'
