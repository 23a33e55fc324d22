import { Counter, Histogram, type Registry } from 'prom-client'
import type { PortError } from '../../ports/port-error.ts'
import type { ProviderUsage } from '../../ports/usage.ts'
import { boundedLabel } from './bounded-label.ts'

export interface ProviderCall {
  readonly provider: string
  /** Null: not known before it answers. */
  readonly model: string | null
  readonly operation: string
}

export interface ProviderMetrics {
  /** A call begins; tell the answer how it ended: `done`, `waiting` (the vendor has it), or the error. */
  begin(call: ProviderCall): (ended: 'done' | 'waiting' | PortError) => void
  /** What one call was billed. */
  billed(usage: ProviderUsage): void
}

const DURATION_BUCKETS_SECONDS = [0.01, 0.05, 0.25, 1, 2.5, 5, 15, 60, 300, 1_800]
const MAX_PROVIDERS = 20
const MAX_MODELS = 50
const MAX_CODES = 100

export function providerMetrics(registry: Registry): ProviderMetrics {
  const durations = new Histogram({
    name: 'chapterwise_provider_call_duration_seconds',
    help: 'Calls of jobs and searches to engines by outcome: done, waiting, transient, throttled or permanent.',
    labelNames: ['provider', 'model', 'operation', 'outcome'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [registry],
  })
  const errors = new Counter({
    name: 'chapterwise_provider_errors_total',
    help: 'Calls to engines that failed, by kind and error code.',
    labelNames: ['provider', 'model', 'operation', 'kind', 'code'],
    registers: [registry],
  })
  const [providerOf, modelOf, codeOf] = [MAX_PROVIDERS, MAX_MODELS, MAX_CODES].map(boundedLabel) as [
    ReturnType<typeof boundedLabel>,
    ReturnType<typeof boundedLabel>,
    ReturnType<typeof boundedLabel>,
  ]
  const bill = billingMetrics(registry)
  return {
    begin({ provider, model, operation }) {
      const startedAtMs = performance.now()
      const labels = { provider: providerOf(provider), model: modelOf(model), operation }
      return (ended) => {
        const outcome = typeof ended === 'string' ? ended : ended.kind
        durations.observe({ ...labels, outcome }, (performance.now() - startedAtMs) / 1000)
        if (typeof ended !== 'string') errors.inc({ ...labels, kind: ended.kind, code: codeOf(ended.code) })
      }
    },
    billed(usage) {
      const { provider, model, operation } = usage
      bill({ provider: providerOf(provider), model: modelOf(model), operation }, usage)
    },
  }
}

/** What providers bill, as they tell it with their answers. */
function billingMetrics(registry: Registry) {
  const labelNames = ['provider', 'model', 'operation'] as const
  const registers = [registry]
  const calls = new Counter({
    name: 'chapterwise_provider_billed_calls_total',
    help: 'Requests that providers billed.',
    labelNames,
    registers,
  })
  const tokens = new Counter({
    name: 'chapterwise_provider_tokens_total',
    help: 'Tokens that were billed, by direction: input or output.',
    labelNames: [...labelNames, 'direction'],
    registers,
  })
  const audio = new Counter({
    name: 'chapterwise_provider_audio_seconds_total',
    help: 'Seconds of audio that were billed.',
    labelNames,
    registers,
  })
  const cost = new Counter({
    name: 'chapterwise_provider_cost_usd_total',
    help: 'US dollars by list price; calls without a known price are left out and counted as unpriced.',
    labelNames,
    registers,
  })
  const unpriced = new Counter({
    name: 'chapterwise_provider_unpriced_calls_total',
    help: 'Billed requests whose price is not known.',
    labelNames,
    registers,
  })
  return (
    labels: { provider: string; model: string; operation: string },
    { inputTokens, outputTokens, audioSeconds, costUsd }: ProviderUsage,
  ): void => {
    calls.inc(labels)
    tokens.inc({ ...labels, direction: 'input' }, inputTokens)
    tokens.inc({ ...labels, direction: 'output' }, outputTokens)
    audio.inc(labels, audioSeconds)
    if (costUsd === null) unpriced.inc(labels)
    else cost.inc(labels, costUsd)
  }
}
