import { join } from 'node:path'
import { createFsStorage } from '../adapters/fs/storage.ts'
import { createLocalEmbedder } from '../adapters/local/embedder/embedder.ts'
import { createLocalLlm } from '../adapters/local/llm/llm.ts'
import { createPocketsphinxTranscriber } from '../adapters/local/pocketsphinx/transcriber.ts'
import type { LocalThread } from '../adapters/local/thread/create-thread.ts'
import { createEngineThread } from '../adapters/local/thread/engine-thread.ts'
import { createOpenAiEmbedder } from '../adapters/openai/embedder.ts'
import { createOpenAiLlm } from '../adapters/openai/llm.ts'
import { createOpenAiTranscriber } from '../adapters/openai/transcriber.ts'
import { type Config, supabaseKey } from '../config.ts'
import type { Clock } from '../ports/clock.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { Llm } from '../ports/llm.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { Storage } from '../ports/storage.ts'
import type { Transcriber } from '../ports/transcriber.ts'
import type { Closers } from './closers.ts'
import { geminiReason, startGeminiEmbedder, startGeminiLlm } from './gemini.ts'
import { loadAdapter } from './load-adapter.ts'
import { chooseRevAi } from './rev-ai.ts'
import { requestTimeoutMs, timeLimitsOf } from './time-limits.ts'

/** Which adapter stands behind a port, and why; for the banner and `doctor`. */
export interface AdapterChoice {
  readonly port: 'database' | 'queue' | 'reporter' | 'storage' | 'transcriber' | 'llm' | 'embedder'
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
  readonly clock: Clock
}

const OPENAI_URL = 'https://api.openai.com/v1'

/** Of the data directory. */
export const AUDIO_FOLDER = 'audio'

/** Whether the configuration keeps audio in the data directory. */
export const isAudioHere = (config: Config): boolean =>
  config.STORAGE === 'fs' || config.SUPABASE_URL === undefined || supabaseKey(config) === undefined

export const openAudioFolder = ({ DATA_DIR }: Config): Storage =>
  createFsStorage({ directory: join(DATA_DIR, AUDIO_FOLDER) })

interface BuildContext extends EngineContext {
  /** Where local engines compute; it starts with its first call. */
  readonly thread: LocalThread
}

interface Built<Engine> {
  readonly build: () => Engine | Promise<Engine>
  readonly reason: string
  /** Does ahead of time what the first call would wait for. */
  readonly warmUp?: () => PortResult<void>
}

type Builders = { readonly [Port in keyof Engines]: (context: BuildContext) => Built<Engines[Port]> }

/** What was asked for by name, else the provider whose credentials are configured, else the local ones. */
const BUILDERS: Builders = {
  storage({ config, logger, clock }) {
    const key = supabaseKey(config)
    const { STORAGE: wanted, SUPABASE_URL: url } = config
    if (isAudioHere(config) || url === undefined || key === undefined) {
      return {
        build: () => openAudioFolder(config),
        reason: `files in ${config.DATA_DIR}`,
      }
    }
    const why = wanted === 'auto' ? 'auto: its URL and key are configured' : 'STORAGE=supabase'
    return {
      build: () => openSupabaseStorage(config, { url, key, logger, clock }),
      reason: `${why}; bucket ${config.SUPABASE_STORAGE_BUCKET}`,
    }
  },
  transcriber(context) {
    const { config, logger } = context
    const revAi = chooseRevAi(context)
    if (revAi !== null) return revAi
    const { openAiModel, reason } = pick(
      config,
      'TRANSCRIBER',
      config.OPENAI_TRANSCRIPTION_MODEL,
      'pocketsphinx',
    )
    const timeLimit = timeLimitsOf(config).transcribe
    const build = () =>
      openAiModel === null
        ? createPocketsphinxTranscriber({
            concurrency: config.LOCAL_TRANSCRIBER_PROCESSES,
            logger,
            timeLimit,
          })
        : createOpenAiTranscriber({ ...openAiServer(config, openAiModel), timeLimit })
    return { build, reason }
  },
  llm(context) {
    const { config, thread } = context
    const gemini = geminiReason(config, 'LLM')
    if (gemini !== null) return { build: () => startGeminiLlm(context), reason: gemini }
    const { openAiModel, reason } = pick(config, 'LLM', config.OPENAI_CHAT_MODEL, 'local')
    const build = () =>
      openAiModel === null ? createLocalLlm({ thread }) : createOpenAiLlm(openAiServer(config, openAiModel))
    return { build, reason }
  },
  embedder(context) {
    const { config, thread } = context
    const gemini = geminiReason(config, 'EMBEDDER')
    if (gemini !== null) return { build: () => startGeminiEmbedder(context), reason: gemini }
    const { openAiModel, reason } = pick(config, 'EMBEDDER', config.OPENAI_EMBEDDING_MODEL, 'local')
    if (openAiModel !== null) return { build: () => openAiEmbedder(config, openAiModel), reason }
    const local = createLocalEmbedder({ cacheDirectory: join(config.DATA_DIR, 'cache'), thread })
    return { build: () => local, warmUp: local.warmUp, reason }
  },
}

export interface BuiltEngines<Port extends keyof Engines> {
  readonly engines: Pick<Engines, Port>
  readonly choices: readonly AdapterChoice[]
  /** Lets engines load what their first calls would wait for, in their threads; nobody need wait for it. */
  warmUp(): void
}

/** Builds the engines of these ports, and no others: what a process does not need, it does not start. */
export async function createEngines<Port extends keyof Engines>(
  context: EngineContext,
  given: Partial<Engines>,
  ports: readonly Port[],
): Promise<BuiltEngines<Port>> {
  const thread = createEngineThread({ logger: context.logger })
  context.closers.add(() => thread.close())
  const choices: AdapterChoice[] = []
  const engines: Partial<Engines> = {}
  const warmUps: (() => PortResult<void>)[] = []
  for (const port of ports) {
    const { build, reason, warmUp } = BUILDERS[port]({ ...context, thread })
    if (given[port] === undefined && warmUp !== undefined) warmUps.push(warmUp)
    const engine = given[port] ?? (await build())
    engines[port] = engine as Engines[Port]
    choices.push({
      port,
      adapter: engine.name,
      reason: given[port] === undefined ? reason : 'given by the host program',
    })
  }
  return {
    engines: engines as Pick<Engines, Port>,
    choices,
    warmUp() {
      // What does not load now is tried again, and reported, by the first call.
      for (const warmUp of warmUps) {
        void warmUp().orTee(({ code }) => context.logger.debug('an engine was not warmed up', { code }))
      }
    },
  }
}

/** The model of the OpenAI-compatible server that the configuration picks for an engine; null: another engine. */
export const openAiModelOf = (
  config: Config,
  variable: 'TRANSCRIBER' | 'LLM' | 'EMBEDDER',
): string | null => {
  const models = {
    TRANSCRIBER: config.OPENAI_TRANSCRIPTION_MODEL,
    LLM: config.OPENAI_CHAT_MODEL,
    EMBEDDER: config.OPENAI_EMBEDDING_MODEL,
  }
  return pick(config, variable, models[variable], '').openAiModel
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
  timeoutMs: requestTimeoutMs(config),
})

/** The embedder must know its dimensions: a server that can't be asked for them is a configuration that can't start. */
async function openAiEmbedder(config: Config, model: string): Promise<Embedder> {
  const embedder = await createOpenAiEmbedder(openAiServer(config, model))
  if (embedder.isErr()) throw new Error(`EMBEDDER: ${embedder.error.message}`)
  return embedder.value
}

/** A key or a bucket that is wrong is a configuration that can't start; a project that is away is not. */
async function openSupabaseStorage(
  config: Config,
  {
    url,
    key,
    logger,
    clock,
  }: { readonly url: string; readonly key: string; readonly logger: Logger; readonly clock: Clock },
): Promise<Storage> {
  const { createSupabaseStorage } = await loadAdapter(
    '@supabase/supabase-js',
    'SUPABASE_SECRET_KEY',
    () => import('../adapters/supabase/storage.ts'),
  )
  const storage = createSupabaseStorage({
    url,
    key,
    bucket: config.SUPABASE_STORAGE_BUCKET,
    maxFileSizeBytes: config.MAX_FILE_SIZE_BYTES,
    clock,
  })
  const checked = await storage.check()
  if (checked.isOk()) return storage
  if (checked.error.kind === 'permanent') throw new Error(`STORAGE: ${checked.error.message}`)
  logger.warn('the storage can not be reached now', { error: checked.error.message })
  return storage
}
