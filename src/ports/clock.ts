/** The time of this process. Leases and due times come from the database or the queue, never from here. */
export interface Clock {
  now(): Date
  /** Milliseconds from any start; unlike `now` they never jump when the clock is set. For how long something took or lasts. */
  monotonicMs(): number
  /** Resolves after `durationMs`, or at once when the signal is aborted; never rejects. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>
}
