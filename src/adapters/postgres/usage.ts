import type { ProviderUsage, UsageOrigin, UsageRepository, UsageTotals } from '../../ports/usage.ts'
import type { Database, Sql } from './connection.ts'
import { query } from './run-query.ts'
import { storableText } from './storable.ts'

/** One round trip each. */
export function createPostgresUsage({ sql }: Database): UsageRepository {
  return {
    record: (origin, usage) => query(() => record(sql, origin, usage)),
    totalsByJob: (audiobookId) => query(() => totalsByJob(sql, audiobookId)),
  }
}

/** What was billed under a reference is one row, whichever claim tells of it. */
const NO_EPOCH = 0

/** A row a claim, model and operation, however many calls: NULL plus anything is NULL, as the port wants it. */
async function record(sql: Sql, origin: UsageOrigin, usage: ProviderUsage): Promise<void> {
  const { reference } = usage
  const epoch = reference === undefined ? origin.epoch : NO_EPOCH
  await sql`
    INSERT INTO provider_usage AS known (audiobook_id, job_id, epoch, provider, model, operation, reference, calls,
      input_tokens, output_tokens, audio_seconds, cost_usd)
    VALUES (${origin.audiobookId}, ${origin.jobId}, ${epoch}, ${storableText(usage.provider)},
      ${storableText(usage.model)}, ${storableText(usage.operation)}, ${storableText(reference ?? '')}, 1, ${usage.inputTokens},
      ${usage.outputTokens}, ${usage.audioSeconds}, ${usage.costUsd})
    ON CONFLICT (audiobook_id, job_id, epoch, provider, model, operation, reference) DO UPDATE
    SET calls = known.calls + 1,
        input_tokens = known.input_tokens + excluded.input_tokens,
        output_tokens = known.output_tokens + excluded.output_tokens,
        audio_seconds = known.audio_seconds + excluded.audio_seconds,
        cost_usd = known.cost_usd + excluded.cost_usd,
        updated_at = now()
    WHERE known.reference = ''`
}

interface TotalsRow {
  readonly job_id: string
  readonly calls: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly audio_seconds: number
  readonly cost_usd: number | null
}

/** `sum` leaves NULL out, which would make an unknown price a price of nothing. */
async function totalsByJob(sql: Sql, audiobookId: string): Promise<ReadonlyMap<string, UsageTotals>> {
  const rows = await sql<TotalsRow[]>`
    SELECT job_id, sum(calls)::double precision AS calls, sum(input_tokens)::double precision AS input_tokens,
      sum(output_tokens)::double precision AS output_tokens, sum(audio_seconds) AS audio_seconds,
      CASE WHEN bool_or(cost_usd IS NULL) THEN NULL ELSE sum(cost_usd)::double precision END AS cost_usd
    FROM provider_usage WHERE audiobook_id = ${audiobookId}
    GROUP BY job_id`
  return new Map(
    rows.map((row) => [
      row.job_id,
      {
        calls: row.calls,
        inputTokens: row.input_tokens,
        outputTokens: row.output_tokens,
        audioSeconds: row.audio_seconds,
        costUsd: row.cost_usd,
      },
    ]),
  )
}
