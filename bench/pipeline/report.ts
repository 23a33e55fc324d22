import type { Figures } from './run.ts'

export const print = (line: string): void => void process.stdout.write(`${line}\n`)

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

export interface Medians {
  readonly booksPerSecond: number
  readonly jobsPerSecond: number
  readonly busyCores: number
  /** Of all processes and both servers, milliseconds a job. */
  readonly cpuMs: number
  readonly cpuMsPerJob: Figures['cpuMsPerJob']
}

export function mediansOf(figures: readonly Figures[]): Medians {
  const of = (read: (one: Figures) => number) => round2(median(figures.map(read)))
  const cpu = (read: (one: Figures['cpuMsPerJob']) => number) => of((one) => read(one.cpuMsPerJob))
  return {
    booksPerSecond: of((one) => one.booksPerSecond),
    jobsPerSecond: of((one) => one.jobsPerSecond),
    busyCores: of((one) => one.busyCores),
    cpuMs: cpu((shares) => Object.values(shares).reduce((sum, share) => sum + share, 0)),
    cpuMsPerJob: {
      api: cpu((shares) => shares.api),
      transcriber: cpu((shares) => shares.transcriber),
      worker: cpu((shares) => shares.worker),
      postgres: cpu((shares) => shares.postgres),
      redis: cpu((shares) => shares.redis),
    },
  }
}

export const round2 = (value: number): number => Math.round(value * 100) / 100

export const tableRow = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`

export const tableHead = (cells: readonly string[]): string =>
  `${tableRow(cells)}\n|${'---|'.repeat(cells.length)}`
