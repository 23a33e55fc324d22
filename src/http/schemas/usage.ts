import { z } from '@hono/zod-openapi'
import type { ProviderTotals, UsageTotals } from '../../ports/usage.ts'
import { component } from './component.ts'

export const UsageSchema = component(
  'Usage',
  z.object({
    calls: z.int().openapi({ description: 'Billed calls to providers.', example: 12 }),
    input_tokens: z.int().openapi({ example: 502_300 }),
    output_tokens: z.int().openapi({ description: 'With what the model thought.', example: 14_210 }),
    audio_seconds: z.number().openapi({ example: 0 }),
    cost_usd: z.number().nullable().openapi({
      description: 'By list prices; null when the price of any of the calls is not known.',
      example: 0.186_215,
    }),
  }),
)

const MICRO = 1_000_000

/** To a millionth of a dollar. */
export const presentUsd = (costUsd: number | null): number | null =>
  costUsd === null ? null : Math.round(costUsd * MICRO) / MICRO

export const presentUsage = (totals: UsageTotals): z.infer<typeof UsageSchema> => ({
  calls: totals.calls,
  input_tokens: totals.inputTokens,
  output_tokens: totals.outputTokens,
  audio_seconds: totals.audioSeconds,
  cost_usd: presentUsd(totals.costUsd),
})

export const ProviderUsageSchema = UsageSchema.extend({
  provider: z.string().openapi({ example: 'gemini' }),
  model: z.string().openapi({ example: 'gemini-3.5-flash-lite' }),
  operation: z.string().openapi({ example: 'generate' }),
}).openapi('ProviderUsage')

export const presentProviderUsage = ({
  provider,
  model,
  operation,
  ...totals
}: ProviderTotals): z.infer<typeof ProviderUsageSchema> => ({
  ...{ provider, model, operation },
  ...presentUsage(totals),
})
