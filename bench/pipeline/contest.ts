import { expectEqual } from './check.ts'
import { type Medians, mediansOf, print, round2, tableHead, tableRow } from './report.ts'
import { type Figures, runOnce, type Workload } from './run.ts'
import type { CandidateName } from './settings.ts'
import { openStage, type Stage } from './stage.ts'

export interface ContestOptions {
  readonly runtimePath: string
  readonly candidates: readonly CandidateName[]
  readonly rounds: number
  readonly slots: number
  readonly workloads: readonly Workload[]
}

/** Of one workload: what each candidate reached. */
export interface Outcome extends Workload {
  readonly medians: Readonly<Partial<Record<CandidateName, Medians>>>
  /** Our jobs per second to those of each other. */
  readonly ratios: Readonly<Partial<Record<CandidateName, number>>>
}

const SHAPE = { api: 1, transcriber: 1, worker: 1 }
const WARM_UP_BOOKS = 60

/** All candidates in turns, each first as often as last: what else the machine does meets them alike. */
export async function runContest(options: ContestOptions): Promise<readonly Outcome[]> {
  const { candidates, rounds, workloads } = options
  const figures = new Map(workloads.map((workload) => [workload, new Map<CandidateName, Figures[]>()]))
  const stage = await openStage()
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const turns = candidates.map((_, index) => candidates[(index + round) % candidates.length] ?? 'ours')
      for (const candidate of turns) {
        for (const [workload, found] of await runWorkloads(stage, options, candidate)) {
          if (round === 0) continue
          const earlier = figures.get(workload)
          earlier?.set(candidate, [...(earlier.get(candidate) ?? []), found])
          print(`round ${round}, ${candidate}, ${workload.filesEach} files: ${describe(found)}`)
        }
      }
    }
  } finally {
    await stage.close()
  }
  return workloads.map((workload) => compare(workload, figures.get(workload) ?? new Map()))
}

/** With fresh processes, which first make some books to be warm. They are gone when the next candidate begins. */
async function runWorkloads(
  stage: Stage,
  { runtimePath, slots, workloads }: ContestOptions,
  candidate: CandidateName,
): Promise<ReadonlyMap<Workload, Figures>> {
  const contestant = await stage.enter({ runtimePath, candidate, slots, workMs: 0, shape: SHAPE })
  try {
    const found = new Map<Workload, Figures>()
    for (const workload of workloads) {
      const warmUp = { ...workload, books: Math.min(WARM_UP_BOOKS, workload.books) }
      await runOnce(contestant, stage.servers, warmUp)
      found.set(workload, await runOnce(contestant, stage.servers, workload))
    }
    return found
  } finally {
    await stage.leave(contestant)
  }
}

const describe = ({ booksPerSecond, jobsPerSecond, busyCores, cpuMsPerJob }: Figures) =>
  `${booksPerSecond.toFixed(1)} books/s, ${jobsPerSecond.toFixed(0)} jobs/s, ${busyCores.toFixed(2)} cores; ms a job: ` +
  Object.entries(cpuMsPerJob)
    .map(([name, value]) => `${name} ${value.toFixed(2)}`)
    .join(', ')

function compare(workload: Workload, figures: ReadonlyMap<CandidateName, readonly Figures[]>): Outcome {
  const digests = [...figures.values()].flat().map(({ digest }) => digest)
  for (const digest of digests) expectEqual('outputs of all candidates', digest, digests[0])
  const medians = Object.fromEntries([...figures].map(([name, found]) => [name, mediansOf(found)]))
  const ours = medians.ours
  const ratios = Object.fromEntries(
    Object.entries(medians).flatMap(([name, found]) =>
      name === 'ours' || ours === undefined ? [] : [[name, round2(ours.jobsPerSecond / found.jobsPerSecond)]],
    ),
  )
  return { ...workload, medians, ratios }
}

export function printOutcomes(runtime: string, outcomes: readonly Outcome[]): void {
  for (const { filesEach, books, medians, ratios } of outcomes) {
    print(`\n${books} books of ${filesEach} file${filesEach === 1 ? '' : 's'}`)
    print(
      tableHead([runtime, 'books/s', 'jobs/s', 'ours to it', 'busy cores', 'CPU ms a job', ...CPU_COLUMNS]),
    )
    for (const [name, found] of Object.entries(medians)) {
      const ratio = ratios[name as CandidateName]
      print(
        tableRow([
          ...[name, found.booksPerSecond.toFixed(1), Math.round(found.jobsPerSecond)],
          ...[
            ratio === undefined ? '' : ratio.toFixed(2),
            found.busyCores.toFixed(2),
            found.cpuMs.toFixed(2),
          ],
          ...CPU_COLUMNS.map((column) => found.cpuMsPerJob[column].toFixed(2)),
        ]),
      )
    }
  }
}

const CPU_COLUMNS = ['api', 'transcriber', 'worker', 'postgres', 'redis'] as const
