import { createHash } from 'node:crypto'
import { toSql } from 'pgvector'
import { type PortError, permanentError } from '../../../ports/port-error.ts'
import type { EmbeddingSpace } from '../../../ports/search-index.ts'

/** HNSW indexes of pgvector hold no longer `vector`. */
export const MAX_INDEXED_DIMENSIONS = 2000

/** SQL texts of one space. They are literals, not parameters: only so the planner sees that the partial index fits. */
export interface SpaceSql {
  readonly indexName: string
  readonly vectorType: string
  /** Holds for rows of the space; the index is partial with this condition. */
  readonly condition: string
}

export const spaceSql = (space: EmbeddingSpace): SpaceSql => ({
  indexName: `passage_embeddings_${spaceHash(space)}`,
  vectorType: `vector(${space.dimensions})`,
  condition: `model = ${literal(space.model)} AND dimensions = ${space.dimensions}`,
})

/** Why there can be no such space, or null. */
export function refuseSpace({ model, dimensions }: EmbeddingSpace): PortError | null {
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    return permanentError('invalid_dimensions', `A vector can't have ${dimensions} dimensions.`)
  }
  if (dimensions > MAX_INDEXED_DIMENSIONS) {
    return permanentError(
      'too_many_dimensions',
      `${model} makes vectors of ${dimensions} dimensions; the database indexes at most ${MAX_INDEXED_DIMENSIONS}. ` +
        'Configure a model, or an output size, with fewer.',
    )
  }
  return null
}

/** Why a vector does not belong in the space, or null. */
export function refuseVector(vector: Float32Array, space: EmbeddingSpace): PortError | null {
  if (vector.length === space.dimensions && vector.every(Number.isFinite)) return null
  return permanentError(
    'invalid_vector',
    `${space.model} is to make ${space.dimensions} finite numbers; it made ${vector.length}, or some are not finite.`,
  )
}

/** As pgvector reads it. */
export const vectorText = (vector: Float32Array): string => toSql(Array.from(vector))

/** Unique for all practical purposes, and short enough for a name in Postgres. */
const spaceHash = ({ model, dimensions }: EmbeddingSpace) =>
  createHash('sha256').update(`${model}\n${dimensions}`).digest('hex').slice(0, 16)

const literal = (text: string) => `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`
