/** What the bench asks a process; one JSON line each way. Times are milliseconds since the epoch, with fractions. */
export type Request =
  | { readonly do: 'add'; readonly ids: readonly string[]; readonly by: AddMode }
  | { readonly do: 'consume'; readonly concurrency: number; readonly expected: number }
  /** Adds one job after another, each while the other side is idle. */
  | { readonly do: 'add_to_idle'; readonly ids: readonly string[] }
  /** Starts a consumer that waits; the answer comes at once, and at its end by `idle_picked_up`. */
  | { readonly do: 'wait_idle' }
  | { readonly do: 'idle_picked_up'; readonly expected: number }

export type AddMode = 'one' | 'hundred' | 'bulk'

export interface Answers {
  add: { readonly durationMs: number }
  consume: { readonly durationMs: number; readonly started: readonly string[]; readonly remaining: number }
  add_to_idle: { readonly times: Readonly<Record<string, number>> }
  wait_idle: Record<string, never>
  idle_picked_up: { readonly times: Readonly<Record<string, number>>; readonly doubled: number }
}

export const nowMs = (): number => performance.timeOrigin + performance.now()
