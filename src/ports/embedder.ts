import type { PortResult } from './port-error.ts'
import type { RecordUsage } from './usage.ts'

export type EmbeddingPurpose = 'document' | 'query'

/** Text to vectors. Spaces of different models are never mixed: the model's name is stored with each vector. */
export interface Embedder {
  readonly name: string
  readonly model: string
  readonly dimensions: number
  /** Most texts in one call. */
  readonly batchSize: number
  /** Same order and number as `texts`; each vector has unit length, or is all zero for a text without known words. */
  embed(
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal: AbortSignal,
    /** Absent: nobody counts, as for the query of a search. */
    recordUsage?: RecordUsage,
  ): PortResult<readonly Float32Array[]>
  check(): PortResult<void>
}
