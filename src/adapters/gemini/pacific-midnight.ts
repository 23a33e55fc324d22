const ZONE = 'America/Los_Angeles'
/** Midnight there in UTC, in summer and in winter. The clocks change at two in the morning, so midnight is never unclear. */
const MIDNIGHT_HOURS_UTC = [7, 8]

const formatter = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
})

const localParts = (at: Date) => {
  const parts = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour') }
}

/** The next midnight in California, when Google counts daily quotas anew. */
export function nextPacificMidnight(now: Date): Date {
  const { year, month, day } = localParts(now)
  const candidates = MIDNIGHT_HOURS_UTC.map((hours) => new Date(Date.UTC(year, month - 1, day + 1, hours)))
  const midnight = candidates.find((candidate) => localParts(candidate).hour === 0)
  if (midnight === undefined) throw new Error(`no midnight found in ${ZONE} after ${now.toISOString()}`)
  return midnight
}
