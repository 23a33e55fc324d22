/** US dollars for a million tokens. */
export interface ModelPrice {
  readonly inputUsd: number
  readonly outputUsd: number
}

/** By model; take precedence over the table, at any date. */
export type PriceOverrides = Readonly<Record<string, ModelPrice>>

interface DatedPrice extends ModelPrice {
  /** In force from this day on (UTC). */
  readonly from: string
}

const LAUNCH = '2025-01-01'
const price = (inputUsd: number, outputUsd: number, from = LAUNCH): DatedPrice => ({
  from,
  inputUsd,
  outputUsd,
})

/**
 * List prices of text, oldest first, read in November 2026. 2.5-flash and 2.5-pro end on 1 December 2026: Google then
 * answers with a successor, at its price. What is not listed costs an unknown amount, not nothing.
 */
const PRICES: Readonly<Record<string, readonly DatedPrice[]>> = {
  'gemini-2.5-flash': [price(0.3, 2.5)],
  'gemini-2.5-pro': [price(1.25, 10), price(0.75, 3.75, '2026-12-01')],
  'gemini-2.5-flash-lite': [price(0.1, 0.4)],
  'gemini-3.1-flash-lite': [price(0.25, 1.5)],
  'gemini-3.5-flash-lite': [price(0.3, 2.5)],
  'gemini-3.5-flash': [price(1.5, 9)],
  // Promotional.
  'gemini-3.7-flash': [price(0.75, 3.75)],
  'gemini-3.8-flash': [price(0.75, 3.75)],
  'gemini-embedding-001': [price(0.15, 0)],
  'gemini-embedding-2': [price(0.2, 0)],
}

const TOKENS_PER_PRICE = 1_000_000

/**
 * What a call cost; null when no price is known. `models` are names of the same model, the most exact first: the one that
 * answered, then the one that was asked for.
 */
export function costUsd(
  models: readonly string[],
  tokens: { readonly input: number; readonly output: number },
  at: Date,
  overrides: PriceOverrides = {},
): number | null {
  const names = models.map((model) => model.replace(/^models\//, ''))
  const found =
    names.map((name) => overrides[name]).find((one) => one !== undefined) ??
    names.map((name) => listPrice(name, at)).find((one) => one !== undefined)
  if (found === undefined) return null
  return (tokens.input * found.inputUsd + tokens.output * found.outputUsd) / TOKENS_PER_PRICE
}

/** Versions of a model (`gemini-3.5-flash-001`) cost what the model costs. */
function listPrice(model: string, at: Date): ModelPrice | undefined {
  const prices = PRICES[model] ?? PRICES[model.replace(/-(?:\d{3}|preview-[\d-]+)$/, '')]
  return prices?.findLast(({ from }) => new Date(from) <= at)
}
