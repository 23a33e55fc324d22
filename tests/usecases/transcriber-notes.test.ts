import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import type { JsonValue, RunningJob } from '../../src/domain/job/job.ts'
import { transientError } from '../../src/ports/port-error.ts'
import type { JobContext } from '../../src/usecases/job-work/job-context.ts'
import { createNotes, toCheckpoint } from '../../src/usecases/job-work/transcriber-notes.ts'

const contextWith = (
  checkpoint: JsonValue,
  saveCheckpoint: JobContext['saveCheckpoint'] = () => okAsync('accepted'),
): JobContext => ({ job: { checkpoint } as RunningJob, saveCheckpoint }) as JobContext

describe('what a transcriber notes on its job', () => {
  test('notes and external id come back as they went', () => {
    for (const noted of [
      { externalId: null, notes: null },
      { externalId: 'v', notes: null },
      { externalId: null, notes: { token: 't' } },
      { externalId: 'v', notes: ['any', 1] },
    ]) {
      expect(createNotes(contextWith(toCheckpoint(noted))).read()).toEqual(noted)
    }
  })

  test('a checkpoint of something else is no note', () => {
    for (const checkpoint of [null, 'text', 3, [1], { externalId: 3 }]) {
      expect(createNotes(contextWith(checkpoint)).read()).toEqual({ externalId: null, notes: null })
    }
  })

  test('new notes keep the external id; none forget it', async () => {
    const saved: JsonValue[] = []
    const notes = createNotes(
      contextWith({ externalId: 'v', notes: 'old' }, (checkpoint) => {
        saved.push(checkpoint)
        return okAsync('accepted')
      }),
    )
    await notes.save('new')
    await notes.save(null)
    expect(saved).toEqual([{ externalId: 'v', notes: 'new' }, null])
    expect(notes.read()).toEqual({ externalId: null, notes: null })
  })

  test('what was not saved is not noted', async () => {
    const failure = transientError('down', 'The API is down.')
    for (const answer of [() => okAsync('stale' as const), () => errAsync(failure)]) {
      const notes = createNotes(contextWith({ notes: 'old' }, answer))
      expect((await notes.save('new')).isErr()).toBeTrue()
      expect(notes.read().notes).toBe('old')
    }
  })
})
