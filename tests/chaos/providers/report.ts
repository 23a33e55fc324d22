import { type Breach, findBreaches, PROMISES, type PromiseName, purchaseFigures } from './check.ts'
import type { ProvidersOutcome } from './run-providers.ts'

export function makeReport({ evidence, ...outcome }: ProvidersOutcome) {
  const breaches = findBreaches(evidence)
  const kills = Map.groupBy(outcome.sprung, (name) => name.split(' ', 1)[0] ?? '')
  const report = {
    books: outcome.books,
    chapters: evidence.chapters,
    jobs: evidence.books.reduce((sum, { jobs }) => sum + jobs.length, 0),
    kills: Object.fromEntries([...kills].map(([role, names]) => [role, names.length])),
    vendorFaults: outcome.faults,
    webhooks: outcome.webhooks,
    retriedByHand: outcome.retried,
    billedTranscriptions: evidence.submitted.length,
    summaries: purchaseFigures(evidence, 'summarize'),
    tags: purchaseFigures(evidence, 'tag'),
    embeddings: purchaseFigures(evidence, 'embed'),
    lost: countOf(breaches, 'lost'),
    breaches: Object.fromEntries(
      promiseNames.map((name) => [name, countOf(breaches, name)] as const).filter(([, count]) => count > 0),
    ),
  }
  return { report, breaches }
}

export type ProvidersReport = ReturnType<typeof makeReport>['report']

const promiseNames = Object.keys(PROMISES) as readonly PromiseName[]

const countOf = (breaches: readonly Breach[], name: PromiseName) =>
  breaches.filter(({ promise }) => promise === name).length

export const isSound = ({ breaches }: ProvidersReport): boolean => Object.keys(breaches).length === 0

/** For people. */
export function formatReport(report: ProvidersReport): string {
  const row = (name: string, value: unknown) => `${name.padEnd(52)} ${String(value)}`
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'none'
  const bought = ({ wanted, bought: times, unavoidable, again }: ProvidersReport['tags']) =>
    `${wanted} wanted, ${times} bought; answer lost before it was saved ${unavoidable}, bought after it was saved ${again}`
  return [
    row('books, chapters, jobs', `${report.books}, ${report.chapters}, ${report.jobs}`),
    row('processes killed', list(report.kills)),
    row('webhooks sent, taken', `${report.webhooks.sent}, ${report.webhooks.taken}`),
    row('retried by hand', list(report.retriedByHand)),
    '',
    ...Object.entries(report.vendorFaults)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, count]) => row(name, count)),
    '',
    row('transcriptions billed', `${report.billedTranscriptions} for ${report.chapters} chapters`),
    row('summaries', bought(report.summaries)),
    row('tags', bought(report.tags)),
    row('embeddings', bought(report.embeddings)),
    row('lost', report.lost),
    '',
    ...promiseNames.map((name) => `${row(name, report.breaches[name] ?? 0).padEnd(58)} ${PROMISES[name]}`),
  ].join('\n')
}
