import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import {
  addUsage,
  MAX_USAGE_ROWS,
  NO_USAGE,
  type UsageGroup,
  type UsageReportRow,
  type UsageRepository,
  type UsageTotals,
} from '../../ports/usage.ts'
import { type Caller, ownerScope } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
export const MAX_USAGE_RANGE_DAYS = 366
/** Without a beginning. */
const DEFAULT_RANGE_DAYS = 30

export interface UsageReport {
  readonly from: Date
  readonly until: Date
  readonly rows: readonly UsageReportRow[]
  readonly totals: UsageTotals
}

const invalid = (pointer: string, message: string): UseCaseError => ({
  ...{ kind: 'invalid', code: 'invalid_range', message, issues: [{ pointer, message }] },
})

const tooMany: UseCaseError = {
  kind: 'invalid',
  code: 'too_many_groups',
  message: `More than ${MAX_USAGE_ROWS} rows: ask for a shorter range or fewer groups.`,
}

/** What providers billed in a range of time; of the caller's books, or of all for who sees all. */
export function createReadUsage({
  usage,
  clock,
}: {
  readonly usage: UsageRepository
  readonly clock: { now(): Date }
}) {
  return (input: {
    readonly caller: Caller
    readonly from?: Date
    readonly until?: Date
    readonly groupBy: readonly UsageGroup[]
  }): ResultAsync<UsageReport, UseCaseError> => {
    const until = input.until ?? new Date(clock.now().getTime() + 1)
    // Nothing was billed before 1970, and years before 0 have no form in RFC 3339.
    const from = input.from ?? new Date(Math.max(0, until.getTime() - DEFAULT_RANGE_DAYS * DAY_MS))
    const rangeMs = until.getTime() - from.getTime()
    if (rangeMs <= 0) return errAsync(invalid('/until', '`until` must be later than `from`.'))
    if (rangeMs > MAX_USAGE_RANGE_DAYS * DAY_MS) {
      return errAsync(invalid('/from', `The range is longer than ${MAX_USAGE_RANGE_DAYS} days.`))
    }
    const { groupBy } = input
    return usage
      .report({ ownerId: ownerScope(input.caller), from, until, groupBy })
      .mapErr(unavailable)
      .andThen((rows) =>
        rows.length > MAX_USAGE_ROWS
          ? errAsync(tooMany)
          : okAsync({ from, until, rows, totals: rows.reduce<UsageTotals>(addUsage, NO_USAGE) }),
      )
  }
}
