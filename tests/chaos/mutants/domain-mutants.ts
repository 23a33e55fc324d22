import type { Mutant } from './mutant.ts'

const TRANSITIONS = 'src/domain/job/transitions.ts'
const POLICY = 'src/domain/job/failure-policy.ts'
const DOMAIN = {
  kind: 'tests',
  files: [
    'tests/domain/job-transitions.test.ts',
    'tests/domain/redrive.test.ts',
    'tests/adapters/memory/jobs.test.ts',
  ],
} as const

export const DOMAIN_MUTANTS: readonly Mutant[] = [
  {
    guard: 'epoch of a failure',
    file: TRANSITIONS,
    find: " || job.epoch !== event.epoch) return err('stale')",
    replacement: ") return err('stale')",
    killer: DOMAIN,
  },
  {
    guard: 'status of a failed job',
    file: TRANSITIONS,
    find: "if (job.status !== 'processing' || job.phase !== 'running' || job.epoch !== event.epoch)",
    replacement: "if (job.status === 'processing' && job.phase === 'running' && job.epoch !== event.epoch)",
    killer: DOMAIN,
  },
  {
    guard: 'three retries',
    file: POLICY,
    find: 'if (job.attempt >= MAX_ATTEMPTS)',
    replacement: 'if (job.attempt > MAX_ATTEMPTS)',
    killer: DOMAIN,
  },
  {
    guard: 'three crashes',
    file: POLICY,
    find: 'crashes.length >= MAX_CRASHES',
    replacement: 'crashes.length > MAX_CRASHES',
    killer: DOMAIN,
  },
  {
    guard: 'no attempt for a throttled job',
    file: POLICY,
    find: "        status: 'pending',\n        runAt: later(now, failure.retryAfterMs",
    replacement:
      "        status: 'pending',\n        attempt: job.attempt + 1,\n        runAt: later(now, failure.retryAfterMs",
    killer: DOMAIN,
  },
  {
    guard: 'permanent failures are not retried',
    file: POLICY,
    find: "case 'permanent':\n      return deadLetter(recorded, record, now)\n",
    replacement: "case 'permanent':\n",
    killer: DOMAIN,
  },
  {
    guard: 'only ended jobs are redriven',
    file: TRANSITIONS,
    find: "if (job.status !== 'failed' && job.status !== 'cancelled') return err('over')",
    replacement: '',
    killer: DOMAIN,
  },
  {
    guard: 'only live jobs are cancelled',
    file: TRANSITIONS,
    find: "if (job.status !== 'pending' && job.status !== 'processing') return err('over')\n  return ok({ ...stateless(job), status: 'cancelled'",
    replacement: "return ok({ ...stateless(job), status: 'cancelled'",
    killer: DOMAIN,
  },
]
