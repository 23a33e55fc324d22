import packageJson from '../package.json' with { type: 'json' }

/** How a single binary was made; the same sources at the same commit give the same binary. */
export interface BuildInfo {
  /** Short, with `-dirty` when files differed from it; null when the sources were no checkout. */
  readonly commit: string | null
  /** Of the commit, or SOURCE_DATE_EPOCH: ISO 8601. */
  readonly date: string
  /** e.g. `bun-linux-x64` */
  readonly target: string
}

/** Put in by `scripts/build-binary.ts`. */
declare const CHAPTERWISE_BUILD: BuildInfo | undefined

/** Null when this is no single binary. */
export const buildInfo: BuildInfo | null = typeof CHAPTERWISE_BUILD === 'undefined' ? null : CHAPTERWISE_BUILD

/** The version of this package, e.g. `0.1.0`. */
export const VERSION: string = packageJson.version
