import type { Fault } from './faults.ts'
import type { Writing } from './generate.ts'

export type FakeTask =
  | 'generateContent'
  | 'batchEmbedContents'
  | 'embedContent'
  | 'countTokens'
  | 'models.get'

/** What the account of the fake is charged for. */
export interface Bill {
  readonly task: FakeTask
  readonly model: string
  readonly inputTokens: number
  readonly outputTokens: number
  /** Of an embedding. */
  readonly texts: readonly string[]
  /** Of a generation. */
  readonly prompt: string
}

/** A body that passed the checks. */
export interface Received {
  readonly task: FakeTask
  readonly body: unknown
  /** By the machine's clock. */
  readonly atMs: number
}

/** What the fake has seen, and how it is to behave. */
export interface FakeState {
  readonly counts: Map<FakeTask, number>
  readonly faults: Map<FakeTask, (Fault | null)[]>
  readonly received: Received[]
  readonly billed: Bill[]
  readonly writing: Writing
  readonly behaviour: { reportsEmbeddingUsage: boolean }
}

export const createState = (): FakeState => ({
  counts: new Map(),
  faults: new Map(),
  received: [],
  billed: [],
  writing: {
    misbehaviour: null,
    blocks: null,
    thoughtsTokens: 0,
    showsThoughts: false,
    rewrite: (text) => text,
  },
  behaviour: { reportsEmbeddingUsage: false },
})
