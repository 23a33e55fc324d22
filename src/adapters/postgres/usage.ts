import {
  MAX_USAGE_ROWS,
  type ProviderTotals,
  type ProviderUsage,
  USAGE_GROUPS,
  type UsageGroup,
  type UsageOrigin,
  type UsageReportRequest,
  type UsageReportRow,
  type UsageRepository,
  type UsageTotals,
} from '../../ports/usage.ts'
import type { Database, Sql } from './connection.ts'
import { query } from './run-query.ts'
import { storableText } from './storable.ts'

/** One round trip each. */
export function createPostgresUsage({ sql }: Database): UsageRepository {
  return {
    record: (origin, usage) => query(() => record(sql, origin, usage)),
    totalsByJob: (audiobookId) => query(() => totalsByJob(sql, audiobookId)),
    totalsByProvider: (audiobookId) => query(() => totalsByProvider(sql, audiobookId)),
    report: (request) => query(() => report(sql, request)),
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
      input_tokens, output_tokens, audio_seconds, cost_usd, owner_id)
    VALUES (${origin.audiobookId}, ${origin.jobId}, ${epoch}, ${storableText(usage.provider)},
      ${storableText(usage.model)}, ${storableText(usage.operation)}, ${storableText(reference ?? '')}, 1, ${usage.inputTokens},
      ${usage.outputTokens}, ${usage.audioSeconds}, ${usage.costUsd},
      (SELECT owner_id FROM audiobooks WHERE id = ${origin.audiobookId}))
    ON CONFLICT (audiobook_id, job_id, epoch, provider, model, operation, reference) DO UPDATE
    SET calls = known.calls + 1,
        input_tokens = known.input_tokens + excluded.input_tokens,
        output_tokens = known.output_tokens + excluded.output_tokens,
        audio_seconds = known.audio_seconds + excluded.audio_seconds,
        cost_usd = known.cost_usd + excluded.cost_usd,
        updated_at = now()
    WHERE known.reference = ''`
}

/** `sum` leaves NULL out, which would make an unknown price a price of nothing. */
const SUMS = `sum(calls)::double precision AS calls, sum(input_tokens)::double precision AS "inputTokens",
  sum(output_tokens)::double precision AS "outputTokens", sum(audio_seconds) AS "audioSeconds",
  CASE WHEN bool_or(cost_usd IS NULL) THEN NULL ELSE sum(cost_usd)::double precision END AS "costUsd"`

async function totalsByJob(sql: Sql, audiobookId: string): Promise<ReadonlyMap<string, UsageTotals>> {
  const rows = await sql<(UsageTotals & { readonly jobId: string })[]>`
    SELECT job_id AS "jobId", ${sql.unsafe(SUMS)}
    FROM provider_usage WHERE audiobook_id = ${audiobookId}
    GROUP BY job_id`
  return new Map(rows.map(({ jobId, ...totals }) => [jobId, totals]))
}

const totalsByProvider = (sql: Sql, audiobookId: string): Promise<readonly ProviderTotals[]> =>
  sql<ProviderTotals[]>`
    SELECT provider, model, operation, ${sql.unsafe(SUMS)}
    FROM provider_usage WHERE audiobook_id = ${audiobookId}
    GROUP BY provider, model, operation
    ORDER BY provider COLLATE "C", model COLLATE "C", operation COLLATE "C"`

const GROUP_COLUMNS: Readonly<Record<UsageGroup, string>> = {
  provider: 'provider',
  model: 'model',
  day: `to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
  owner: 'owner_id',
}

const report = (
  sql: Sql,
  { ownerId, from, until, groupBy }: UsageReportRequest,
): Promise<readonly UsageReportRow[]> => {
  const column = (group: UsageGroup) =>
    `${groupBy.includes(group) ? GROUP_COLUMNS[group] : 'NULL::text'} AS ${group}`
  const columns = USAGE_GROUPS.map(column).join(', ')
  return sql<UsageReportRow[]>`
    SELECT * FROM (
      SELECT ${sql.unsafe(columns)}, ${sql.unsafe(SUMS)}
      FROM provider_usage
      WHERE created_at >= ${from} AND created_at < ${until}
        ${ownerId === null ? sql`` : sql`AND owner_id = ${ownerId}`}
      GROUP BY 1, 2, 3, 4
    ) summed
    ORDER BY day COLLATE "C", owner COLLATE "C" NULLS LAST, provider COLLATE "C", model COLLATE "C"
    LIMIT ${MAX_USAGE_ROWS + 1}`
}
