import type { Killer, Mutant } from './mutant.ts'

const CLAIMS = 'src/adapters/postgres/jobs/claims.ts'
const COMPLETE = 'src/adapters/postgres/jobs/complete.ts'
const SWEEP = 'src/adapters/postgres/jobs/sweep.ts'

/** On the server alone: the embedded database takes longer and runs the same statements. */
const tests = (file: string): Killer => ({
  kind: 'tests',
  files: [`tests/adapters/postgres/${file}`],
  only: 'postgres',
})
const jobs = tests('jobs.test.ts')
const outputs = tests('outputs.test.ts')

export const DATABASE_MUTANTS: readonly Mutant[] = [
  {
    guard: 'epoch of a report',
    file: CLAIMS,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    find: 'job.id = ${claim.jobId} AND job.epoch = ${claim.epoch} AND',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    replacement: 'job.id = ${claim.jobId} AND',
    killer: jobs,
  },
  {
    guard: 'epoch of a completion (harness)',
    file: COMPLETE,
    find: 'job.id = claim.job_id AND job.epoch = claim.epoch\n',
    replacement: 'job.id = claim.job_id\n',
    killer: { kind: 'harness', seed: 3 },
  },
  {
    guard: 'status of a reported job',
    file: CLAIMS,
    find: "`job.status = 'processing' AND job.lease_until IS NOT NULL`",
    replacement: '`true`',
    killer: jobs,
  },
  {
    guard: 'epoch of a heartbeat',
    file: CLAIMS,
    find: ' AND job.epoch = claim.epoch',
    replacement: '',
    killer: jobs,
  },
  {
    guard: 'status of a claimed job',
    file: CLAIMS,
    find: "((job.status = 'pending' AND job.gate = '{}') OR (job.status = 'processing' AND job.lease_until IS NULL))",
    replacement: "job.gate = '{}'",
    killer: jobs,
  },
  {
    guard: 'gate of a claimed job',
    file: CLAIMS,
    find: "job.status = 'pending' AND job.gate = '{}'",
    replacement: "job.status = 'pending'",
    killer: jobs,
  },
  {
    guard: 'due time of a claimed job',
    file: CLAIMS,
    find: '\n        AND job.run_at <= now()\n',
    replacement: '\n',
    killer: jobs,
  },
  { guard: 'epoch that rises', file: CLAIMS, find: 'epoch = epoch + 1, ', replacement: '', killer: jobs },
  {
    guard: 'epoch of a completion',
    file: COMPLETE,
    find: 'job.id = claim.job_id AND job.epoch = claim.epoch\n',
    replacement: 'job.id = claim.job_id\n',
    killer: jobs,
  },
  {
    guard: 'status of a completed job',
    file: COMPLETE,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    find: 'WHERE ${sql.unsafe(IS_RUNNING)}',
    replacement: 'WHERE true',
    killer: jobs,
  },
  {
    guard: 'gates open for the completion that was accepted',
    file: COMPLETE,
    find: 'AS ids FROM completed GROUP BY',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    replacement: 'AS ids FROM processing_jobs WHERE id = ANY (${jobIdsOf(sql, claims)}) GROUP BY',
    killer: jobs,
  },
  {
    guard: 'ends of jobs of one book, one after the other',
    file: 'src/adapters/postgres/jobs/book-state.ts',
    find: '\n  FOR NO KEY UPDATE`',
    replacement: '`',
    killer: jobs,
  },
  {
    guard: 'lease of a job that is swept',
    file: SWEEP,
    find: 'WHERE job.lease_until <= now()\n        AND',
    replacement: 'WHERE job.lease_until IS NOT NULL\n        AND',
    killer: jobs,
  },
  {
    guard: 'lease of a job that is swept (harness)',
    file: SWEEP,
    find: 'WHERE job.lease_until <= now()\n        AND',
    replacement: 'WHERE job.lease_until IS NOT NULL\n        AND',
    killer: { kind: 'harness', seed: 3 },
  },
  {
    guard: 'crashes are counted',
    file: SWEEP,
    find: 'crash_count = job.crash_count + 1,',
    replacement: '',
    killer: { kind: 'harness', seed: 3 },
  },
  {
    guard: 'crashes make poison',
    file: SWEEP,
    find: '|| now(),',
    replacement: ',',
    killer: jobs,
  },
  {
    guard: 'epoch of saved outputs',
    file: 'src/adapters/postgres/with-claim.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    find: 'WHERE job.epoch = claim.epoch AND ${sql.unsafe(IS_RUNNING)}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    replacement: 'WHERE ${sql.unsafe(IS_RUNNING)}',
    killer: outputs,
  },
  {
    guard: 'status of saved outputs',
    file: 'src/adapters/postgres/with-claim.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    find: 'WHERE job.epoch = claim.epoch AND ${sql.unsafe(IS_RUNNING)}',
    replacement: 'WHERE job.epoch = claim.epoch',
    killer: outputs,
  },
  {
    guard: 'epoch of saved parts',
    file: 'src/adapters/postgres/outputs.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    find: 'WHERE ${heldBy(sql, claim)} RETURNING job.id',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    replacement: 'WHERE job.id = ${claim.jobId} RETURNING job.id',
    killer: outputs,
  },
  {
    guard: 'one reconciler at a time',
    file: 'src/adapters/postgres/exclusive.ts',
    find: 'row?.granted === true ?',
    replacement: 'row !== undefined ?',
    killer: { kind: 'tests', files: ['tests/adapters/postgres/exclusive.test.ts'] },
  },
  {
    guard: 'nothing is sent on a lost connection',
    file: 'src/adapters/postgres/begin-transaction.ts',
    find: 'return isLost ? await never : result',
    replacement: 'return result',
    killer: { kind: 'tests', files: ['tests/adapters/postgres/begin-transaction.test.ts'], only: 'between' },
  },
]
