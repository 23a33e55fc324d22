/** What became of one test on Node. */
export interface TestOutcome {
  /** With those of the suites around it: `suite > inner suite > test`. */
  readonly name: string
  /** Null when it passed. */
  readonly problem: string | null
}
