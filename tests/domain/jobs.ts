import type { PendingJob } from '../../src/domain/job/job.ts'

/** A fresh job with some fields of choice. */
export const pendingJob = (fields: Partial<PendingJob>): PendingJob => ({
  id: 'job',
  audiobookId: 'book',
  ownerId: 'owner',
  chapterId: null,
  type: 'transcribe',
  status: 'pending',
  priority: 0,
  epoch: 0,
  freshAfterEpoch: 0,
  attempt: 1,
  crashes: [],
  gate: [],
  checkpoint: null,
  progress: 0,
  errorHistory: [],
  settled: null,
  createdAt: new Date(0),
  startedAt: null,
  runAt: new Date(0),
  ...fields,
})
