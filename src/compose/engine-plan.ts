import { costUsd } from '../adapters/gemini/prices.ts'
import type { Config } from '../config.ts'
import type { Clock } from '../ports/clock.ts'
import type { EnginePlan, PlannedEngine, Price, WorkUnits } from '../ports/engine-plan.ts'
import { type Engines, openAiModelOf } from './engines.ts'
import { geminiReason } from './gemini.ts'
import { chooseRevAi } from './rev-ai.ts'

const SECONDS_PER_HOUR = 3_600
/** Of work for a second of audio until it was measured: docs/progress.md has the table. */
const DEFAULT_PACE = {
  /** On one processor. */
  pocketsphinx: 0.2,
  openAiTranscription: 0.1,
  revAi: 0.15,
  localText: 0.002,
  openAiText: 0.02,
  geminiText: 0.003,
  vectors: 0.002,
} as const
/** What is at the vendor holds no slot here. */
const VENDOR_SLOTS = 50

const free = (): Price => ({ costUsd: 0 })
const unknown = (reason: string) => (): Price => ({ costUsd: null, reason })
const OPENAI_PRICE = unknown(
  'What a server that speaks the API of OpenAI charges is between it and its user.',
)
const GIVEN_PRICE = unknown('The engine was given by the host program.')

export interface PlanContext {
  readonly config: Config
  readonly clock: Clock
  /** Engines that a host program brought itself. */
  readonly given: Partial<Engines>
}

/** What each type of jobs will be done with, by the configuration of this process; others are configured alike. */
export function enginePlanOf(context: PlanContext): EnginePlan {
  const { config, given } = context
  const ai = { slots: config.AI_CONCURRENCY }
  const text = given.llm === undefined ? { ...llmOf(context), ...ai } : givenEngine(given.llm.name, ai.slots)
  return {
    transcribe:
      given.transcriber === undefined
        ? transcriberOf(context)
        : givenEngine(given.transcriber.name, config.TRANSCRIBE_CONCURRENCY),
    summarize: text,
    tag: text,
    embed:
      given.embedder === undefined
        ? { ...embedderOf(context), ...ai }
        : givenEngine(given.embedder.name, ai.slots),
  }
}

const givenEngine = (name: string, slots: number): PlannedEngine => ({
  ...{ provider: name, model: null, recordedAs: null, slots, price: GIVEN_PRICE },
  secondsPerAudioSecond: DEFAULT_PACE.pocketsphinx,
})

function transcriberOf({ config, clock }: PlanContext): PlannedEngine {
  const slots = config.TRANSCRIBE_CONCURRENCY
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  if (chooseRevAi({ config, clock, logger: silent }) !== null) {
    const { REV_AI_USD_PER_HOUR: usdPerHour } = config
    return {
      ...{ provider: 'rev.ai', model: 'machine', recordedAs: 'rev.ai', slots: Math.max(slots, VENDOR_SLOTS) },
      secondsPerAudioSecond: DEFAULT_PACE.revAi,
      price:
        usdPerHour === undefined
          ? unknown('REV_AI_USD_PER_HOUR is not set.')
          : ({ audioSeconds }) => ({ costUsd: (audioSeconds / SECONDS_PER_HOUR) * usdPerHour }),
    }
  }
  const model = openAiModelOf(config, 'TRANSCRIBER')
  if (model !== null) {
    return {
      ...{ provider: 'openai', model, recordedAs: `openai ${model}`, slots, price: OPENAI_PRICE },
      secondsPerAudioSecond: DEFAULT_PACE.openAiTranscription,
    }
  }
  return {
    ...{ provider: 'pocketsphinx', model: null, recordedAs: 'pocketsphinx', slots, price: free },
    secondsPerAudioSecond: DEFAULT_PACE.pocketsphinx / config.LOCAL_TRANSCRIBER_PROCESSES,
  }
}

type UnslottedEngine = Omit<PlannedEngine, 'slots'>

function llmOf({ config, clock }: PlanContext): UnslottedEngine {
  if (geminiReason(config, 'LLM') !== null) {
    return gemini(config, clock, config.GEMINI_MODEL, DEFAULT_PACE.geminiText)
  }
  const model = openAiModelOf(config, 'LLM')
  return model === null
    ? { ...local('chapterwise-extractive'), secondsPerAudioSecond: DEFAULT_PACE.localText }
    : { ...openAi(model), secondsPerAudioSecond: DEFAULT_PACE.openAiText }
}

function embedderOf({ config, clock }: PlanContext): UnslottedEngine {
  if (geminiReason(config, 'EMBEDDER') !== null) {
    return gemini(config, clock, config.GEMINI_EMBEDDING_MODEL, DEFAULT_PACE.vectors)
  }
  const model = openAiModelOf(config, 'EMBEDDER')
  // All vectors of a system are made with the one model that it searches with.
  const recordedAs = null
  return model === null
    ? { ...local(null), recordedAs, secondsPerAudioSecond: DEFAULT_PACE.vectors }
    : { ...openAi(model), recordedAs, secondsPerAudioSecond: DEFAULT_PACE.vectors }
}

const local = (recordedAs: string | null) => ({ provider: 'local', model: null, recordedAs, price: free })

const openAi = (model: string) => ({ provider: 'openai', model, recordedAs: model, price: OPENAI_PRICE })

function gemini(config: Config, clock: Clock, model: string, pace: number): UnslottedEngine {
  const price = ({ inputTokens, outputTokens }: WorkUnits): Price => {
    const tokens = { input: inputTokens, output: outputTokens }
    const usd = costUsd([model], tokens, clock.now(), config.GEMINI_PRICES)
    return usd === null
      ? { costUsd: null, reason: `The price of ${model} is not known: GEMINI_PRICES can name it.` }
      : { costUsd: usd }
  }
  return { provider: 'gemini', model, recordedAs: model, secondsPerAudioSecond: pace, price }
}
