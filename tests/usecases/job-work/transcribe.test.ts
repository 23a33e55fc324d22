import { describe, expect, test } from 'bun:test'
import { okAsync, ResultAsync } from 'neverthrow'
import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import type { Transcript } from '../../../src/domain/transcript/transcript.ts'
import type { TranscribeAnswer, TranscribeRequest } from '../../../src/ports/transcriber.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { createTranscribe } from '../../../src/usecases/job-work/transcribe.ts'
import { addBook, createTestApi } from '../../support/http-api.ts'

type Done = Extract<TranscribeAnswer, { status: 'done' }>

/** A book of one file, 1,200 s long, with two chapters; its transcribe job is claimed. */
async function workshop(answer: (request: TranscribeRequest) => ResultAsync<TranscribeAnswer, never>) {
  const api = createTestApi()
  const { state, deps } = api
  const book = addBook(api)
  const [first] = book.chapters
  const [planned] = book.jobs
  if (first === undefined || planned === undefined) throw new Error('a book has a chapter and jobs')
  const second = { ...first, id: 'second', number: 2, fileStartSeconds: 600, bookStartSeconds: 600 }
  state.chapters.set(second.id, second)
  const job = await expectOk(deps.jobs.claim(planned.id, 'w', 60_000))
  if (job === null) throw new Error('not to be had')
  const context = {
    job,
    claim: { jobId: job.id, epoch: job.epoch },
    signal: new AbortController().signal,
    reportProgress: () => undefined,
    saveCheckpoint: () => okAsync('accepted' as const),
  }
  const clock = createManualClock()
  const work = createTranscribe({
    ...deps,
    clock,
    transcriber: {
      name: 'stub',
      start: answer,
      resume: (_id, request) => answer(request),
      check: () => okAsync(undefined),
    },
  })
  return {
    work,
    context,
    coverage: () => expectOk(deps.outputs.findCoverage(book.audiobook.id)),
    clock,
  }
}

const transcript = (...stretches: readonly (readonly [number, number])[]): Transcript => ({
  ...{ language: 'en', engine: 'stub', durationSeconds: 1_200 },
  segments: stretches.map(([startSeconds, endSeconds]) => ({
    ...{ text: 'word', startSeconds, endSeconds, words: [] },
  })),
})

const answering = (answer: Omit<Done, 'status'>) => () =>
  okAsync<TranscribeAnswer>({ status: 'done', ...answer })

describe('transcribing', () => {
  test('each chapter is held against its own audio, with the silence in it', async () => {
    const shop = await workshop(
      answering({
        transcript: transcript([0, 400], [630, 900]),
        silences: [{ startSeconds: 410, endSeconds: 625 }],
      }),
    )
    await expectOk(shop.work(shop.context))
    expect((await shop.coverage()).map(({ coverage }) => coverage)).toEqual([
      { audioSeconds: 600, transcribedSeconds: 590, warnings: [] },
      {
        ...{ audioSeconds: 600, transcribedSeconds: 295 },
        warnings: [{ code: 'missing_at_end', startSeconds: 300, endSeconds: 600 }],
      },
    ])
  })

  test('a transcriber that hangs is stopped when the audio should be done', async () => {
    let asked: TranscribeRequest | undefined
    const called = Promise.withResolvers<void>()
    const shop = await workshop((request) => {
      asked = request
      called.resolve()
      return new ResultAsync(new Promise(() => undefined))
    })
    const running = shop.work(shop.context)
    await called.promise
    shop.clock.advance(600_000 + 6 * 1_200_000)
    const error = (await running)._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'engine_timeout' })
    expect(error.message).toContain('stub')
    expect(asked?.signal.aborted).toBe(true)
    expect(await shop.coverage()).toEqual([])
  })
})
