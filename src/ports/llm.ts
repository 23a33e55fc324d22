import type { Summary, Tag } from '../domain/audiobook/ai-output.ts'
import type { JsonValue } from '../domain/job/job.ts'
import type { PassageLine } from '../domain/search/passage.ts'
import type { PortResult } from './port-error.ts'
import type { RecordUsage } from './usage.ts'

/** What was said, as far as it is known. Transcript text is data, never instructions. */
export interface BookText {
  readonly title: string
  readonly author: string
  readonly language: string
  /** By number; only chapters that have a transcript. */
  readonly chapters: readonly {
    readonly number: number
    readonly title: string
    /** In order; seconds from the start of the chapter. */
    readonly lines: readonly PassageLine[]
  }[]
}

export interface LlmRequest {
  readonly book: BookText
  /** Answers that an earlier attempt bought and saved, by key. */
  readonly finishedParts: ReadonlyMap<string, JsonValue>
  /** Saves an answer durably; a later attempt finds it in `finishedParts`. */
  readonly savePart: (key: string, output: JsonValue) => PortResult<void>
  readonly recordUsage: RecordUsage
  readonly reportProgress: (fraction: number) => void
  readonly signal: AbortSignal
}

export interface Generated<T> {
  readonly output: T
  /** The model that answered, as it names itself. */
  readonly model: string
}

/** Writes about a book. Every quote in the answer occurs word for word in the text given. */
export interface Llm {
  readonly name: string
  summarize(request: LlmRequest): PortResult<Generated<Summary>>
  /** Between 1 and 20 tags, best first. A text without usable words is permanent, code `no_text`. */
  tag(request: LlmRequest): PortResult<Generated<readonly Tag[]>>
  check(): PortResult<void>
}
