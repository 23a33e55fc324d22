/** One thing that moves from 0 to 1: a file being sent, or all jobs of one type. */
export interface ProgressItem {
  readonly label: string
  readonly fraction: number
  /** Behind the bar, e.g. `3/7` or `1.2 MiB`. */
  readonly detail: string
}

/** Shows how far it is, however the terminal (or the script that reads) likes it. */
export interface ProgressView {
  /** A step that was reached, once. `fields` are for `--json`. */
  readonly milestone: (event: string, text: string, fields?: Readonly<Record<string, unknown>>) => void
  /** Replaces what is shown; may be called often. */
  readonly update: (event: string, items: readonly ProgressItem[]) => void
  /** Leaves the last state standing. */
  readonly finish: () => void
}
