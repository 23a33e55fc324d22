import { type BatchEmbedContentsRequest, GoogleGenerativeAI } from '@google/generative-ai'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import * as z from 'zod'
import type { Embedder, EmbeddingPurpose } from '../../ports/embedder.ts'
import { type PortError, permanentError } from '../../ports/port-error.ts'
import type { RecordUsage } from '../../ports/usage.ts'
import { estimateTokens } from '../prompting/sections.ts'
import { callGemini } from './call.ts'
import { createModelCheck } from './check.ts'
import { cutText } from './cut-text.ts'
import { embeddingModel } from './embedding-models.ts'
import { costUsd } from './prices.ts'
import { baseUrlOf, type GeminiServer } from './server.ts'

/** More in one `batchEmbedContents` is refused. */
const MAX_BATCH = 100
/** Google advises 768, 1536 or 3072; the database indexes at most 2,000. */
const DEFAULT_DIMENSIONS = 768
/** No language has tokens shorter than that on average: English has four and more, Chinese about three. */
const MIN_BYTES_PER_TOKEN = 2

const answerSchema = z.object({
  embeddings: z.array(z.object({ values: z.array(z.number()) })),
  /** Not every server sends it. */
  usageMetadata: z.object({ promptTokenCount: z.number().nonnegative().optional() }).optional(),
})

export interface GeminiEmbedderOptions extends GeminiServer {
  readonly model: string
  /** 128 to 3072 */
  readonly dimensions?: number
}

interface Context {
  readonly server: GeminiServer
  readonly model: string
  readonly dimensions: number
  readonly client: GoogleGenerativeAI
  readonly signal: AbortSignal
  readonly recordUsage: RecordUsage | undefined
}

/** A text, or a piece of one that is too long. */
interface Piece {
  readonly position: number
  readonly text: string
}

/** Embeds through `batchEmbedContents`. */
export function createGeminiEmbedder({ model, dimensions, ...server }: GeminiEmbedderOptions): Embedder {
  const client = new GoogleGenerativeAI(server.apiKey)
  const size = dimensions ?? DEFAULT_DIMENSIONS
  return {
    name: 'gemini',
    model,
    dimensions: size,
    batchSize: MAX_BATCH,
    embed: (texts, purpose, signal, recordUsage) =>
      new ResultAsync(
        embedAll({ server, model, dimensions: size, client, signal, recordUsage }, texts, purpose),
      ),
    check: createModelCheck(server, model, 'embedContent'),
  }
}

/**
 * A text that is longer than the model reads is embedded in pieces, and its vector points to their middle: the service
 * would silently take its beginning for the whole. Empty texts are refused by it, so they keep the zero vector.
 */
async function embedAll(
  context: Context,
  texts: readonly string[],
  purpose: EmbeddingPurpose,
): Promise<Result<readonly Float32Array[], PortError>> {
  const { maxInputTokens } = embeddingModel(context.model)
  const maxBytes = maxInputTokens * MIN_BYTES_PER_TOKEN
  const pieces = texts.flatMap((text, position): Piece[] =>
    text.trim() === '' ? [] : cutText(text, maxBytes).map((piece) => ({ position, text: piece })),
  )
  const sums = texts.map(() => new Float64Array(context.dimensions))
  for (let from = 0; from < pieces.length; from += MAX_BATCH) {
    const batch = pieces.slice(from, from + MAX_BATCH)
    const vectors = await embedBatch(context, batch, purpose)
    if (vectors.isErr()) return err(vectors.error)
    for (const [index, piece] of batch.entries()) {
      addTo(sums[piece.position], unitVector(vectors.value[index] ?? []), piece.text.length)
    }
  }
  return ok(sums.map((sum) => Float32Array.from(unitVector(sum))))
}

async function embedBatch(
  { server, model, dimensions, client, signal, recordUsage }: Context,
  pieces: readonly Piece[],
  purpose: EmbeddingPurpose,
): Promise<Result<readonly (readonly number[])[], PortError>> {
  const { parameters, textOf } = embeddingModel(model)
  const requests = pieces.map(({ text }) => ({
    content: { role: 'user', parts: [{ text: textOf(text, purpose) }] },
    outputDimensionality: dimensions,
    ...parameters(purpose),
  }))
  const estimated = pieces.reduce((sum, { text }) => sum + estimateTokens(text), 0)
  const embedder = client.getGenerativeModel({ model }, { baseUrl: baseUrlOf(server) })
  const answer = await callGemini(server, {
    model,
    inputTokens: estimated,
    signal,
    // The SDK's types don't know `outputDimensionality`; it sends what it is given.
    send: (options) => embedder.batchEmbedContents({ requests } as BatchEmbedContentsRequest, options),
  })
  if (answer.isErr()) return err(answer.error)
  const read = answerSchema.safeParse(answer.value)
  const input = read.data?.usageMetadata?.promptTokenCount ?? estimated
  const recorded = await recordUsage?.({
    ...{
      provider: 'gemini',
      model,
      operation: 'embed',
      inputTokens: input,
      outputTokens: 0,
      audioSeconds: 0,
    },
    costUsd: costUsd([model], { input, output: 0 }, server.clock.now(), server.prices),
  })
  if (recorded?.isErr()) return err(recorded.error)
  if (!read.success) return err(unexpected(`${model} answered in an unknown form`))
  return checkVectors(
    model,
    dimensions,
    pieces.length,
    read.data.embeddings.map(({ values }) => values),
  )
}

function checkVectors(
  model: string,
  dimensions: number,
  count: number,
  vectors: readonly (readonly number[])[],
): Result<readonly (readonly number[])[], PortError> {
  if (vectors.length !== count)
    return err(unexpected(`${model} sent ${vectors.length} vectors for ${count} texts`))
  const wrong = vectors.find((vector) => vector.length !== dimensions)
  if (wrong !== undefined) {
    return err(
      permanentError(
        'wrong_dimensions',
        `${model} sent vectors of ${wrong.length} numbers instead of ${dimensions}`,
      ),
    )
  }
  return ok(vectors)
}

const unexpected = (message: string): PortError => permanentError('unexpected_answer', message)

function addTo(sum: Float64Array | undefined, vector: ArrayLike<number>, weight: number): void {
  if (sum === undefined) return
  for (let index = 0; index < sum.length; index += 1) {
    sum[index] = (sum[index] ?? 0) + (vector[index] ?? 0) * weight
  }
}

/** Shortened vectors of gemini-embedding-001 are not of unit length; normalising one that is changes nothing. */
function unitVector(values: ArrayLike<number>): Float64Array {
  const vector = Float64Array.from(values)
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}
