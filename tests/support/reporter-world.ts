import type { Clock } from '../../src/ports/clock.ts'
import type { ReporterUnderTest } from '../../src/testing/contracts/reporter.contract.ts'
import { addBook, type TestApi } from './http-api.ts'

/** A book under the API, whose first job can be claimed while another waits for it. */
export function reporterWorld(
  api: TestApi,
  rest: Pick<ReporterUnderTest, 'reporter' | 'close'>,
): ReporterUnderTest {
  const [job, gated] = addBook(api).jobs
  if (job === undefined || gated === undefined) throw new Error('a book has jobs')
  const clock = api.deps.clock as Clock & { advance(durationMs: number): void }
  return {
    ...rest,
    jobId: job.id,
    gatedId: gated.id,
    job(jobId) {
      const found = api.state.jobs.get(jobId)
      if (found === undefined) throw new Error('no such job')
      return found
    },
    wake: async (jobId) => void (await api.deps.jobs.wakeParked(jobId)),
    advance: (durationMs) => clock.advance(durationMs),
  }
}
