import { join } from 'node:path'
import { createFsStorage } from '../adapters/fs/storage.ts'
import { createLocalEmbedder } from '../adapters/local/embedder/embedder.ts'
import { createLocalLlm } from '../adapters/local/llm/llm.ts'
import { createPocketsphinxTranscriber } from '../adapters/local/pocketsphinx/transcriber.ts'
import { createEngineThread } from '../adapters/local/thread/engine-thread.ts'
import { createOpenAiEmbedder } from '../adapters/openai/embedder.ts'
import { createOpenAiLlm } from '../adapters/openai/llm.ts'
import { createOpenAiTranscriber } from '../adapters/openai/transcriber.ts'
import type { Config } from '../config.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { Llm } from '../ports/llm.ts'
import type { Logger } from '../ports/logger.ts'
import type { Storage } from '../ports/storage.ts'
import type { Transcriber } from '../ports/transcriber.ts'
import type { Closers } from './closers.ts'

/** Which adapter stands behind a port, and why; for the banner and `doctor`. */
export interface AdapterChoice {
  readonly port: 'database' | 'queue' | 'storage' | 'transcriber' | 'llm' | 'embedder'
  readonly adapter: string
  readonly reason: string
}

export interface Engines {
  readonly storage: Storage
  readonly transcriber: Transcriber
  readonly llm: Llm
  readonly embedder: Embedder
}

export interface EngineContext {
  readonly config: Config
  readonly logger: Logger
  readonly closers: Closers
}

const OPENAI_URL = 'https://api.openai.com/v1'
const OPENAI_TIMEOUT_MS = 10 * 60_000

/** Picks the engines: what was asked for by name, else openai where its model is configured, else the local ones. */
export async function createEngines(
  context: EngineContext,
  given: Partial<Engines>,
): Promise<Engines & { readonly choices: readonly AdapterChoice[] }> {
  const { config, logger } = context
  const choices: AdapterChoice[] = []
  const thread = createEngineThread({ logger })
  context.closers.add(() => thread.close())

  const choose = <Port extends keyof Engines>(port: Port, name: string, reason: string): void => {
    choices.push({
      port,
      adapter: name,
      reason: given[port] === undefined ? reason : 'given by the host program',
    })
  }

  const storage = given.storage ?? createFsStorage({ directory: join(config.DATA_DIR, 'audio') })
  choose('storage', storage.name, `files in ${config.DATA_DIR}`)

  const transcription = pick(config, 'TRANSCRIBER', config.OPENAI_TRANSCRIPTION_MODEL, 'pocketsphinx')
  const transcriber =
    given.transcriber ??
    (transcription.openAiModel === null
      ? createPocketsphinxTranscriber({ concurrency: config.LOCAL_TRANSCRIBER_PROCESSES, logger })
      : createOpenAiTranscriber(openAiServer(config, transcription.openAiModel)))
  choose('transcriber', transcriber.name, transcription.reason)

  const chat = pick(config, 'LLM', config.OPENAI_CHAT_MODEL, 'local')
  const llm =
    given.llm ??
    (chat.openAiModel === null
      ? createLocalLlm({ thread })
      : createOpenAiLlm(openAiServer(config, chat.openAiModel)))
  choose('llm', llm.name, chat.reason)

  const embedding = pick(config, 'EMBEDDER', config.OPENAI_EMBEDDING_MODEL, 'local')
  const embedder =
    given.embedder ??
    (embedding.openAiModel === null
      ? createLocalEmbedder({ cacheDirectory: join(config.DATA_DIR, 'cache'), thread })
      : await openAiEmbedder(config, embedding.openAiModel))
  choose('embedder', embedder.name, embedding.reason)

  return { storage, transcriber, llm, embedder, choices }
}

function pick(
  config: Config,
  variable: 'TRANSCRIBER' | 'LLM' | 'EMBEDDER',
  model: string | undefined,
  local: string,
): { readonly openAiModel: string | null; readonly reason: string } {
  const hasServer = config.OPENAI_BASE_URL !== undefined || config.OPENAI_API_KEY !== undefined
  const wanted = config[variable]
  if (wanted === 'openai' && model !== undefined) return { openAiModel: model, reason: `${variable}=openai` }
  if (wanted !== 'auto') return { openAiModel: null, reason: `${variable}=${wanted}` }
  if (hasServer && model !== undefined) {
    return {
      openAiModel: model,
      reason: `auto: an OpenAI-compatible server and its model ${model} are configured`,
    }
  }
  return { openAiModel: null, reason: `auto: no provider is configured, so ${local} runs on this machine` }
}

const openAiServer = (config: Config, model: string) => ({
  baseUrl: config.OPENAI_BASE_URL ?? OPENAI_URL,
  ...(config.OPENAI_API_KEY === undefined ? {} : { apiKey: config.OPENAI_API_KEY }),
  model,
  timeoutMs: OPENAI_TIMEOUT_MS,
})

/** The embedder must know its dimensions: a server that can't be asked for them is a configuration that can't start. */
async function openAiEmbedder(config: Config, model: string): Promise<Embedder> {
  const embedder = await createOpenAiEmbedder(openAiServer(config, model))
  if (embedder.isErr()) throw new Error(`EMBEDDER: ${embedder.error.message}`)
  return embedder.value
}
