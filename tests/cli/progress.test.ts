import { expect, test } from 'bun:test'
import { progressOf } from '../../src/cli/follow-book.ts'
import { createBarView, drawBar } from '../../src/cli/progress/bar-view.ts'
import { createJsonView, createLineView } from '../../src/cli/progress/line-view.ts'
import type { Job, JobWithUsage } from '../../src/client/index.ts'
import { createFakeStream } from '../support/fake-terminal.ts'

const JOB: JobWithUsage = {
  id: '',
  audiobook_id: 'b1',
  chapter_id: null,
  job_type: 'transcribe',
  status: 'pending',
  waiting_for: [],
  progress: 0,
  attempt: 1,
  epoch: 1,
  priority: 0,
  run_at: null,
  created_at: '2026-11-23T09:30:00.000Z',
  started_at: null,
  completed_at: null,
  error: null,
  error_history: [],
  cancel_reason: null,
  percent: 0,
  eta_seconds: null,
  estimated_completion_at: null,
  usage: null,
}
const job = (job_type: Job['job_type'], status: Job['status'], progress = 0): JobWithUsage => ({
  ...JOB,
  id: `${job_type}-${status}`,
  job_type,
  status,
  progress,
})

const item = (fraction: number) => ({ label: 'transcribe', fraction, detail: '1/2' })

test('the first type that moves says what is left of the whole book', () => {
  const jobs = [job('transcribe', 'completed'), job('summarize', 'processing', 0.5), job('tag', 'pending')]
  const details = progressOf({ jobs, eta_seconds: 130 }).map(({ detail }) => detail)
  expect(details).toEqual(['1/1', '0/1, about 3 min left', '0/1'])
  expect(progressOf({ jobs, eta_seconds: null })[1]?.detail).toBe('0/1')
})

test('one bar a job type: the mean of its jobs, with what failed', () => {
  const jobs = [
    job('transcribe', 'completed'),
    job('transcribe', 'processing', 0.5),
    job('embed', 'pending'),
    job('embed', 'failed', 0.25),
  ]
  expect(progressOf({ jobs })).toEqual([
    { label: 'transcribe', fraction: 0.75, detail: '1/2' },
    { label: 'embed', fraction: 0.125, detail: '0/2, 1 failed' },
  ])
})

test('a bar fits the terminal', () => {
  expect(drawBar(item(0.5), 80)).toBe(
    `${'transcribe'.padEnd(24)} ${'█'.repeat(15)}${'░'.repeat(15)}  50 %  1/2`,
  )
  expect(drawBar({ ...item(2), label: 'a'.repeat(50) }, 40)).toHaveLength(40)
})

test('bars are redrawn in place, not too often, and the last state stays', () => {
  let nowMs = 0
  const stream = createFakeStream({ isInteractive: true })
  const view = createBarView(stream, () => nowMs)
  view.update('processing', [item(0.1)])
  view.update('processing', [item(0.2)])
  expect(stream.text()).not.toContain(' 20 %')
  nowMs = 100
  view.update('processing', [item(0.3)])
  expect(stream.text()).toContain('\x1b[1A')
  view.update('processing', [item(0.9)])
  view.milestone('completed', 'done')
  expect(stream.text()).toContain(' 90 %')
  expect(stream.text()).toEndWith('✔ done\n')
})

test('plain lines at every quarter', () => {
  const stream = createFakeStream()
  const view = createLineView(stream)
  for (const fraction of [0, 0.1, 0.3, 0.31, 0.8, 1]) view.update('processing', [item(fraction)])
  expect(stream.text()).toBe('transcribe: 25 % 1/2\ntranscribe: 75 % 1/2\ntranscribe: 100 % 1/2\n')
})

test('JSON: one object a line, without repetition', () => {
  const stream = createFakeStream()
  const view = createJsonView(stream)
  view.update('processing', [item(0.5)])
  view.update('processing', [item(0.5)])
  view.milestone('completed', 'done', { audiobook_id: 'b1' })
  const lines = stream.text().trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { event: 'processing', items: [{ label: 'transcribe', fraction: 0.5 }] },
    { event: 'completed', audiobook_id: 'b1' },
  ])
})
