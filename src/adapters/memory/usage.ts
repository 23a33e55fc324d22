import { okAsync } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import {
  addCall,
  MAX_USAGE_ROWS,
  NO_USAGE,
  type ProviderUsage,
  USAGE_GROUPS,
  type UsageGroup,
  type UsageReportRequest,
  type UsageReportRow,
  type UsageRepository,
  type UsageTotals,
} from '../../ports/usage.ts'
import { compareText } from './compare.ts'
import type { MemoryState, RecordedCall } from './state.ts'

export function createMemoryUsage(
  state: Pick<MemoryState, 'usage' | 'usageReferences' | 'audiobooks'>,
  clock: Clock,
): UsageRepository {
  const ofBook = (audiobookId: string) =>
    [...state.usage.values()].filter((call) => call.audiobookId === audiobookId)
  return {
    record({ jobId, audiobookId }, used) {
      if (used.reference !== undefined) {
        const key = JSON.stringify([jobId, used.provider, used.model, used.operation, used.reference])
        if (state.usageReferences.has(key)) return okAsync(undefined)
        state.usageReferences.add(key)
      }
      const ownerId = state.audiobooks.get(audiobookId)?.ownerId ?? null
      state.usage.set(state.usage.size, { jobId, audiobookId, ownerId, used, at: clock.now() })
      return okAsync(undefined)
    },
    totalsByJob: (audiobookId) => okAsync(sumBy(ofBook(audiobookId), ({ jobId }) => jobId)),
    totalsByProvider(audiobookId) {
      const sums = sumBy(ofBook(audiobookId), ({ used }) => providerKey(used))
      const totals = [...sums]
        .sort(([a], [b]) => compareText(a, b))
        .map(([key, sum]) => {
          const [provider = '', model = '', operation = ''] = JSON.parse(key) as string[]
          return { provider, model, operation, ...sum }
        })
      return okAsync(totals)
    },
    report: (request) => okAsync(report([...state.usage.values()], request)),
  }
}

const providerKey = ({ provider, model, operation }: ProviderUsage): string =>
  JSON.stringify([provider, model, operation])

function sumBy(
  calls: readonly RecordedCall[],
  keyOf: (call: RecordedCall) => string,
): ReadonlyMap<string, UsageTotals> {
  const sums = new Map<string, UsageTotals>()
  for (const call of calls) {
    const key = keyOf(call)
    sums.set(key, addCall(sums.get(key) ?? NO_USAGE, call.used))
  }
  return sums
}

const GROUP_OF: Readonly<Record<UsageGroup, (call: RecordedCall) => string | null>> = {
  provider: ({ used }) => used.provider,
  model: ({ used }) => used.model,
  day: ({ at }) => at.toISOString().slice(0, 'yyyy-mm-dd'.length),
  owner: ({ ownerId }) => ownerId,
}

function report(calls: readonly RecordedCall[], request: UsageReportRequest): readonly UsageReportRow[] {
  const { ownerId, from, until, groupBy } = request
  const meant = calls.filter(
    (call) => call.at >= from && call.at < until && (ownerId === null || call.ownerId === ownerId),
  )
  const keyOf = (call: RecordedCall) =>
    JSON.stringify(USAGE_GROUPS.map((group) => (groupBy.includes(group) ? GROUP_OF[group](call) : null)))
  const rows = [...sumBy(meant, keyOf)].map(([key, sum]): UsageReportRow => {
    const [provider = null, model = null, day = null, owner = null] = JSON.parse(key) as (string | null)[]
    return { provider, model, day, owner, ...sum }
  })
  return rows.sort(compareRows).slice(0, MAX_USAGE_ROWS + 1)
}

/** What is not known comes last. */
const compareNullable = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : compareText(a, b)

const compareRows = (a: UsageReportRow, b: UsageReportRow): number =>
  compareNullable(a.day, b.day) ||
  compareNullable(a.owner, b.owner) ||
  compareNullable(a.provider, b.provider) ||
  compareNullable(a.model, b.model)
