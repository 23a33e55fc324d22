import type { OperationContext } from '../thread/protocol.ts'
import type { WordVectors } from './compact-format.ts'
import { embedText } from './sif.ts'
import { loadVectors } from './vectors-file.ts'

export interface EmbedPayload {
  readonly cacheDirectory: string
  readonly sourceFile: string | null
  readonly texts: readonly string[]
}

/** One table a cache directory; all callers wait for the same load, which no single one of them can stop. */
const tables = new Map<string, Promise<WordVectors>>()

function tableOf(payload: EmbedPayload): Promise<WordVectors> {
  const known = tables.get(payload.cacheDirectory)
  if (known !== undefined) return known
  const loading = loadVectors(payload.cacheDirectory, payload.sourceFile)
  tables.set(payload.cacheDirectory, loading)
  loading.catch(() => tables.delete(payload.cacheDirectory))
  return loading
}

/** All vectors in one array, in the order of the texts. */
async function embed(payload: EmbedPayload, context: OperationContext): Promise<Float32Array> {
  const table = await tableOf(payload)
  const vectors = new Float32Array(payload.texts.length * table.dimensions)
  for (const [index, text] of payload.texts.entries()) {
    context.throwIfStopped()
    embedText(table, text, vectors.subarray(index * table.dimensions, (index + 1) * table.dimensions))
  }
  return vectors
}

export const embedderOperations = { embed }
