import type { ProviderCall, ProviderMetrics } from '../../http/metrics/provider-metrics.ts'
import type { Embedder } from '../../ports/embedder.ts'
import type { PlannedEngine } from '../../ports/engine-plan.ts'
import type { Llm } from '../../ports/llm.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { Transcriber } from '../../ports/transcriber.ts'
import type { UsageRepository } from '../../ports/usage.ts'
import type { Engines } from '../engines.ts'

type Named = Pick<PlannedEngine, 'provider' | 'model'>

export interface EngineWatch {
  readonly providers: ProviderMetrics
  readonly plan: { readonly transcribe: Named; readonly summarize: Named; readonly embed: Named }
}

/** The same engines, and every call to them is counted. What was not given is not made. */
export function observeEngines<Given extends Partial<Engines>>(given: Given, watch: EngineWatch): Given {
  const { transcriber, llm, embedder } = given
  return {
    ...given,
    ...(transcriber === undefined ? {} : { transcriber: observeTranscriber(transcriber, watch) }),
    ...(llm === undefined ? {} : { llm: observeLlm(llm, watch) }),
    ...(embedder === undefined ? {} : { embedder: observeEmbedder(embedder, watch) }),
  }
}

function observed<T>(
  { providers }: EngineWatch,
  call: ProviderCall,
  ask: () => PortResult<T>,
): PortResult<T> {
  const end = providers.begin(call)
  return ask()
    .andTee((answer) => end(isWaiting(answer) ? 'waiting' : 'done'))
    .orTee(end)
}

const isWaiting = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 'waiting'

/** A new object, not a copy: an engine may be an instance of a class of the host program. */
function observeTranscriber(transcriber: Transcriber, watch: EngineWatch): Transcriber {
  const call = (operation: string) => ({ ...watch.plan.transcribe, provider: transcriber.name, operation })
  const observedOne: Transcriber = {
    name: transcriber.name,
    start: (request) => observed(watch, call('transcribe'), () => transcriber.start(request)),
    resume: (externalId, request) =>
      observed(watch, call('resume'), () => transcriber.resume(externalId, request)),
    check: () => transcriber.check(),
  }
  if (transcriber.discard === undefined) return observedOne
  const discard = transcriber.discard.bind(transcriber)
  return {
    ...observedOne,
    discard: (externalId) => observed(watch, call('discard'), () => discard(externalId)),
  }
}

function observeLlm(llm: Llm, watch: EngineWatch): Llm {
  const call = (operation: string) => ({ ...watch.plan.summarize, provider: llm.name, operation })
  return {
    name: llm.name,
    summarize: (request) => observed(watch, call('summarize'), () => llm.summarize(request)),
    tag: (request) => observed(watch, call('tag'), () => llm.tag(request)),
    check: () => llm.check(),
  }
}

function observeEmbedder(embedder: Embedder, watch: EngineWatch): Embedder {
  const { name, model, dimensions, batchSize } = embedder
  const call = (operation: string) => ({ provider: name, model, operation })
  return {
    ...{ name, model, dimensions, batchSize },
    embed: (texts, purpose, signal, recordUsage) =>
      observed(watch, call(`embed_${purpose}`), () => embedder.embed(texts, purpose, signal, recordUsage)),
    check: () => embedder.check(),
  }
}

/** What is billed is counted as it is written down; what a provider bills twice under one reference counts twice. */
export const observeUsage = (usage: UsageRepository, providers: ProviderMetrics): UsageRepository => ({
  record(origin, used) {
    providers.billed(used)
    return usage.record(origin, used)
  },
  totalsByJob: (audiobookId) => usage.totalsByJob(audiobookId),
  totalsByProvider: (audiobookId) => usage.totalsByProvider(audiobookId),
  report: (request) => usage.report(request),
})
