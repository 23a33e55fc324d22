import type { Mutant } from './mutant.ts'

const RECONCILE = { kind: 'tests', files: ['tests/usecases/reconcile.test.ts'] } as const
const KEEPER = 'src/workers/claim-keeper.ts'
const KEEPER_TESTS = { kind: 'tests', files: ['tests/workers/claim-keeper.test.ts'] } as const
const RUN_JOB = { kind: 'tests', files: ['tests/usecases/run-job.test.ts'] } as const
const REPORTER = { kind: 'tests', files: ['tests/adapters/http-reporter'] } as const
const REPORTS = { kind: 'tests', files: ['tests/http/job-report.test.ts'] } as const

export const WORKER_MUTANTS: readonly Mutant[] = [
  {
    guard: 'a worker that can not renew stops its work',
    file: KEEPER,
    find: 'const FENCE_AT = 0.8',
    replacement: 'const FENCE_AT = 1_000_000',
    killer: KEEPER_TESTS,
  },
  {
    guard: 'a worker stops what it lost',
    file: KEEPER,
    find: 'if (stale.has(keyOf(entry.claim))) entry.lost.abort()\n    else entry.renewedAtMs',
    replacement: 'entry.renewedAtMs',
    killer: KEEPER_TESTS,
  },
  {
    guard: 'a worker that woke up too late says nothing',
    file: 'src/usecases/run-job.ts',
    find: 'kept.check()\n    if (lost.signal.aborted)',
    replacement: 'if (lost.signal.aborted)',
    killer: RUN_JOB,
  },
  {
    guard: 'a lost claim is not given back',
    file: 'src/usecases/run-job.ts',
    find: "if (lost.signal.aborted) return 'stale'\n    if (input",
    replacement: 'if (input',
    killer: RUN_JOB,
  },
  {
    guard: 'a result is told until it is accepted',
    file: 'src/usecases/run-job.ts',
    find: 'while (!lost.aborted && refusals < MAX_REFUSALS)',
    replacement: 'for (let once = true; once; once = false)',
    killer: RUN_JOB,
  },
  {
    guard: 'due jobs are told to the queue again',
    file: 'src/usecases/reconcile.ts',
    find: 'yield* await deps.queue.enqueue(page)',
    replacement: 'void 0',
    killer: RECONCILE,
  },
  {
    guard: 'a stale report gets 409',
    file: 'src/usecases/report-job.ts',
    find: "answer === 'accepted' ? ok({}) : err(stale)",
    replacement: 'answer === answer ? ok({}) : err(stale)',
    killer: REPORTS,
  },
  {
    guard: 'only a repeated start is answered with its claim',
    file: 'src/usecases/report-job.ts',
    find: "job.phase === 'running' &&\n        job.workerId === claimantOf(report)",
    replacement: "job.phase === 'running'",
    killer: REPORTS,
  },
  {
    guard: '409 is stale to a worker',
    file: 'src/adapters/http-reporter/call-api.ts',
    find: 'response.status === 404 || response.status === 409',
    replacement: 'response.status === 404',
    killer: REPORTER,
  },
  {
    guard: 'a start whose answer was lost is repeated',
    file: 'src/adapters/http-reporter/reporter.ts',
    find: 'const START_ATTEMPTS = 3',
    replacement: 'const START_ATTEMPTS = 1',
    killer: REPORTER,
  },
]
