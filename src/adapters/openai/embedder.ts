import { err, errAsync, ok, okAsync, type Result, ResultAsync } from 'neverthrow'
import * as z from 'zod'
import type { Embedder, EmbeddingPurpose } from '../../ports/embedder.ts'
import { type PortError, type PortResult, permanentError } from '../../ports/port-error.ts'
import { checkOpenAiServer } from './check.ts'
import { callOpenAi } from './http.ts'
import type { OpenAiServer } from './server.ts'

/** OpenAI takes 2,048 texts and 300,000 tokens a request; servers on one's own machine much less. */
const BATCH_SIZE = 64
const PROBE_TEXT = 'chapter'

const embeddingsSchema = z.object({
  data: z.array(z.object({ index: z.number().int().nonnegative(), embedding: z.array(z.number()) })),
})

export interface OpenAiEmbedderOptions extends OpenAiServer {
  /** Asks the server for vectors of this size. Absent: the model's own size, found by one probing call. */
  readonly dimensions?: number
  /** For models trained with prefixes, e.g. `search_document: ` and `search_query: ` (nomic-embed-text). */
  readonly prefixes?: Readonly<Record<EmbeddingPurpose, string>>
}

/** Embeds through `/v1/embeddings`. Asynchronous, because an embedder must know its dimensions from the start. */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): PortResult<Embedder> {
  if (options.dimensions !== undefined) return okAsync(embedderOf(options, options.dimensions))
  return requestVectors(options, [PROBE_TEXT], new AbortController().signal).andThen(([probe]) =>
    probe === undefined || probe.length === 0
      ? errAsync(permanentError('unexpected_answer', 'the server sent an empty vector'))
      : okAsync(embedderOf(options, probe.length)),
  )
}

function embedderOf(options: OpenAiEmbedderOptions, dimensions: number): Embedder {
  return {
    name: 'openai',
    model: options.model,
    dimensions,
    batchSize: BATCH_SIZE,
    embed: (texts, purpose, signal) => {
      const prefix = options.prefixes?.[purpose] ?? ''
      return new ResultAsync(embedAll(options, dimensions, texts, prefix, signal))
    },
    check: () => checkOpenAiServer(options),
  }
}

async function embedAll(
  options: OpenAiEmbedderOptions,
  dimensions: number,
  texts: readonly string[],
  prefix: string,
  signal: AbortSignal,
): Promise<Result<readonly Float32Array[], PortError>> {
  const vectors: Float32Array[] = texts.map(() => new Float32Array(dimensions))
  // The API refuses empty texts; they have no meaning to find, so they keep the zero vector.
  const positions = texts.flatMap((text, position) => (text.trim() === '' ? [] : [position]))
  for (let from = 0; from < positions.length; from += BATCH_SIZE) {
    const batch = positions.slice(from, from + BATCH_SIZE)
    const answer = await requestVectors(
      options,
      batch.map((position) => prefix + (texts[position] ?? '')),
      signal,
    )
    if (answer.isErr()) return err(answer.error)
    for (const [offset, position] of batch.entries()) {
      const vector = answer.value[offset] ?? []
      if (vector.length !== dimensions) return err(wrongDimensions(options.model, dimensions, vector.length))
      vectors[position] = unitVector(vector)
    }
  }
  return ok(vectors)
}

/** Vectors in the order of the texts, whatever the order of the answer. */
function requestVectors(
  options: OpenAiEmbedderOptions,
  texts: readonly string[],
  signal: AbortSignal,
): PortResult<readonly (readonly number[])[]> {
  const { model, dimensions } = options
  const json = {
    model,
    input: texts,
    encoding_format: 'float',
    ...(dimensions === undefined ? {} : { dimensions }),
  }
  return callOpenAi(options, {
    method: 'POST',
    path: '/embeddings',
    json,
    answer: embeddingsSchema,
    signal,
  }).andThen(({ data }) => {
    const byIndex = new Map(data.map((entry) => [entry.index, entry.embedding]))
    const vectors = texts.map((_, index) => byIndex.get(index))
    return vectors.every((vector) => vector !== undefined)
      ? okAsync(vectors)
      : errAsync(permanentError('unexpected_answer', `${data.length} vectors for ${texts.length} texts`))
  })
}

function wrongDimensions(model: string, expected: number, received: number): PortError {
  return permanentError(
    'wrong_dimensions',
    `${model} sent vectors of ${received} numbers instead of ${expected}; was the model replaced under the same name?`,
  )
}

function unitVector(values: readonly number[]): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return length === 0 ? new Float32Array(values.length) : Float32Array.from(values, (value) => value / length)
}
