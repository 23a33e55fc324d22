import { once } from 'node:events'
import { ResultAsync } from 'neverthrow'
import type { WorkerProcess, WorkerRole } from '../../compose.ts'
import { type Surroundings, startFailure } from '../connect.ts'
import type { Failure } from '../failure.ts'
import { refuseIncomplete } from '../role-requirements.ts'
import type { TerminalStream } from '../terminal.ts'
import { packageVersion, runtimeVersion } from '../version.ts'

const showBanner = (notes: TerminalStream, worker: WorkerProcess): void => {
  const row = (label: string, value: string): void =>
    notes.line(`  ${notes.style('dim', label.padEnd(12))} ${value}`)
  notes.line(
    `${notes.style('bold', `chapterwise ${packageVersion()}`)} ${worker.role} on ${runtimeVersion()}`,
  )
  row('worker', worker.workerId)
  for (const { port, adapter, reason } of worker.describe()) row(port, `${adapter} (${reason})`)
}

const startWorker = async ({ config, terminal, signal }: Surroundings, role: WorkerRole) => {
  const { createWorkerProcess } = await import('../../compose.ts')
  const worker = await createWorkerProcess(config, role, { signal })
  worker.start()
  showBanner(terminal.notes, worker)
  return worker
}

/** `chapterwise transcriber` and `chapterwise worker`: run jobs until a signal comes. */
export const work = (surroundings: Surroundings, role: WorkerRole): ResultAsync<void, Failure> => {
  const { config, terminal, signal } = surroundings
  return refuseIncomplete(role, config)
    .asyncAndThen(() => ResultAsync.fromThrowable(startWorker, startFailure)(surroundings, role))
    .map(async (worker) => {
      if (!signal.aborted) await once(signal, 'abort')
      terminal.notes.line('Stopping; running jobs are given back. Interrupt again to stop at once.')
      await worker.close()
    })
}
