import type { Passage } from '../domain/search/passage.ts'
import type { PortResult } from './port-error.ts'
import type { Claim, ReportAnswer } from './reporter.ts'

/** A space of vectors. Rows of different spaces never meet in one query. */
export interface EmbeddingSpace {
  readonly model: string
  readonly dimensions: number
}

export interface SearchScope {
  /** Null: of every owner. */
  readonly ownerId: string | null
  readonly audiobookId?: string
  readonly language?: string
}

export interface PassageHit {
  readonly passage: Passage
  readonly audiobookId: string
  /** Lexical: the database's rank; semantic: cosine similarity, -1..1. Comparable within one answer only. */
  readonly score: number
}

/** Passages by words and by meaning. */
export interface SearchIndex {
  /** Makes the vector index of a space, once; idempotent. */
  prepare(space: EmbeddingSpace): PortResult<void>

  /** Passages of these chapters without a vector in the space, in order; for `embed` jobs. */
  listUnembedded(
    chapterIds: readonly string[],
    space: EmbeddingSpace,
    limit: number,
  ): PortResult<readonly Passage[]>
  /** Passages of these chapters in order of their ids, after `after` (null: from the first). */
  listPassages(
    chapterIds: readonly string[],
    after: string | null,
    limit: number,
  ): PortResult<readonly Passage[]>
  /** Upserts; guarded by the claim. */
  saveEmbeddings(
    claim: Claim,
    space: EmbeddingSpace,
    vectors: readonly { readonly passageId: string; readonly vector: Float32Array }[],
  ): PortResult<ReportAnswer>

  /**
   * Books whose embed jobs have completed, and that have passages without a vector in the space all the same: their
   * vectors are of another model. In order of id. `ownerId` null: of every owner.
   */
  listBooksToEmbed(
    space: EmbeddingSpace,
    ownerId: string | null,
    limit: number,
  ): PortResult<readonly string[]>

  /** Any of the words, stemmed, best first; understands "phrases" and -exclusions. */
  searchWords(query: string, scope: SearchScope, limit: number): PortResult<readonly PassageHit[]>
  /** Nearest by cosine, best first; vectors of other spaces are not seen. */
  searchVectors(
    vector: Float32Array,
    space: EmbeddingSpace,
    scope: SearchScope,
    limit: number,
  ): PortResult<readonly PassageHit[]>
}
