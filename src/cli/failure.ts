/** Documented in README: scripts depend on these. */
export const EXIT = {
  done: 0,
  /** A book failed, or `doctor` found that jobs can't run. */
  failed: 1,
  /** Wrong arguments, a wrong configuration, or a file that can't be read. */
  usage: 2,
  /** No server answered, or it kept failing. */
  unreachable: 3,
  /** The server understood and said no. */
  refused: 4,
  interrupted: 130,
} as const

/** Why a command ends early; shown to the person, never thrown. */
export interface Failure {
  readonly exitCode: (typeof EXIT)[keyof typeof EXIT]
  readonly message: string
  /** What to do about it, one line each. */
  readonly hints: readonly string[]
}

export const failure = (
  exitCode: Failure['exitCode'],
  message: string,
  ...hints: readonly string[]
): Failure => ({ exitCode, message, hints })
