import { jobCount } from './check.ts'
import type { Shape } from './processes.ts'
import { median, print, round2, tableHead, tableRow } from './report.ts'
import { type Figures, runOnce, type Workload } from './run.ts'
import { openStage } from './stage.ts'

export interface CurveOptions {
  readonly runtimePath: string
  readonly rounds: number
  readonly slots: number
  /** How long an engine takes. 0 shows what limits the system; more, that slots are what limits it. */
  readonly workMs: number
  readonly booksPerPair: number
}

export interface CurvePoint {
  readonly shape: Shape
  readonly slots: number
  readonly jobsPerSecond: number
  readonly busyCores: number
  readonly cpuMsPerJob: Figures['cpuMsPerJob']
}

const SHAPES: readonly Shape[] = [
  { api: 1, transcriber: 1, worker: 1 },
  { api: 1, transcriber: 2, worker: 2 },
  { api: 2, transcriber: 2, worker: 2 },
  { api: 2, transcriber: 4, worker: 4 },
]
const WARM_UP_BOOKS = 40

/**
 * Ours with more and more processes. `runOnce` throws unless each job was claimed once, completed once, and its engine
 * called once, whoever ran it.
 */
export async function measureCurve(options: CurveOptions): Promise<readonly CurvePoint[]> {
  const { runtimePath, rounds, slots, workMs, booksPerPair } = options
  const found = new Map<Shape, Figures[]>()
  const stage = await openStage()
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const shape of round % 2 === 0 ? SHAPES.toReversed() : SHAPES) {
        const workload: Workload = { books: booksPerPair * (workMs > 0 ? shape.worker : 1), filesEach: 1 }
        const contestant = await stage.enter({ runtimePath, candidate: 'ours', shape, slots, workMs })
        await runOnce(contestant, stage.servers, {
          ...workload,
          books: Math.min(WARM_UP_BOOKS, workload.books),
        })
        const figures = await runOnce(contestant, stage.servers, workload)
        await stage.leave(contestant)
        found.set(shape, [...(found.get(shape) ?? []), figures])
        print(`round ${round}, ${describe(shape)}: ${figures.jobsPerSecond.toFixed(0)} jobs/s`)
      }
    }
  } finally {
    await stage.close()
  }
  return [...found].map(([shape, figures]) => toPoint(shape, slots, figures))
}

const describe = ({ api, transcriber, worker }: Shape) => `${api} + ${transcriber} + ${worker}`

function toPoint(shape: Shape, slots: number, figures: readonly Figures[]): CurvePoint {
  const of = (read: (one: Figures) => number) => round2(median(figures.map(read)))
  const share = (name: keyof Figures['cpuMsPerJob']) => of((one) => one.cpuMsPerJob[name])
  return {
    shape,
    slots,
    jobsPerSecond: of((one) => one.jobsPerSecond),
    busyCores: of((one) => one.busyCores),
    cpuMsPerJob: {
      api: share('api'),
      transcriber: share('transcriber'),
      worker: share('worker'),
      postgres: share('postgres'),
      redis: share('redis'),
    },
  }
}

/** What the slots allow: a book is one transcription, and three other jobs that run side by side. */
const idealJobsPerSecond = ({ transcriber, worker }: Shape, slots: number, workMs: number): number =>
  (jobCount(1) * Math.min(transcriber, worker) * slots * 1_000) / workMs

export function printCurve(title: string, workMs: number, points: readonly CurvePoint[]): void {
  print(`\n${title}`)
  print(
    tableHead([
      'API + transcribers + workers',
      'jobs/s',
      'of what the slots allow',
      'busy cores',
      ...COLUMNS,
    ]),
  )
  for (const { shape, slots, jobsPerSecond, busyCores, cpuMsPerJob } of points) {
    const share =
      workMs === 0 ? '' : `${Math.round((100 * jobsPerSecond) / idealJobsPerSecond(shape, slots, workMs))} %`
    print(
      tableRow([
        ...[describe(shape), Math.round(jobsPerSecond), share, busyCores.toFixed(2)],
        ...COLUMNS.map((name) => cpuMsPerJob[name].toFixed(2)),
      ]),
    )
  }
}

const COLUMNS = ['api', 'transcriber', 'worker', 'postgres', 'redis'] as const
