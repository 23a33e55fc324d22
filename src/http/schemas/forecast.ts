import { z } from '@hono/zod-openapi'
import { TimeSchema } from './identifiers.ts'

export const ConfidenceSchema = z.enum(['low', 'medium', 'high']).openapi({
  description: '`low`: by documented defaults; `medium`: measured on fewer than ten jobs; `high`: on more.',
  example: 'medium',
})

/** How far something is and when it is done. */
export const forecastFields = {
  percent: z.number().openapi({ description: '0..100, of the work.', example: 42.5 }),
  eta_seconds: z.number().nullable().openapi({
    description: 'From now, with what goes before it; null: over, or held up by a paused queue.',
    example: 380.5,
  }),
  estimated_completion_at: TimeSchema.nullable(),
}

const TENTHS = 10
const round = (value: number): number => Math.round(value * TENTHS) / TENTHS

export const presentForecast = (
  { percent, etaSeconds }: { readonly percent: number; readonly etaSeconds: number | null },
  now: Date,
) => ({
  percent: round(percent),
  eta_seconds: presentSeconds(etaSeconds),
  estimated_completion_at:
    etaSeconds === null ? null : new Date(now.getTime() + etaSeconds * 1_000).toISOString(),
})

export const presentSeconds = (seconds: number | null): number | null =>
  seconds === null ? null : round(seconds)
