import { expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { createScriptedLlm } from '../../../src/adapters/memory/llm.ts'
import type { JobType } from '../../../src/domain/job/job.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { createSummarize } from '../../../src/usecases/job-work/describe.ts'
import { createEmbed } from '../../../src/usecases/job-work/embed.ts'
import type { JobContext, JobWork } from '../../../src/usecases/job-work/job-context.ts'
import { createTranscribe } from '../../../src/usecases/job-work/transcribe.ts'
import { putTranscript, transcriptOf } from '../../support/book-outputs.ts'
import { createFakeEmbedder } from '../../support/fake-embedder.ts'
import { addBook, createTestApi } from '../../support/http-api.ts'

/** A book of one chapter on memory adapters, and engines that count what they are asked. */
async function workshop() {
  const { state, deps } = createTestApi()
  const book = addBook({ state, deps } as Parameters<typeof addBook>[0])
  const [chapter] = book.chapters
  if (chapter === undefined) throw new Error('a book has a chapter')
  const asked = { transcriptions: 0, summaries: 0, texts: 0 }
  const embedder = createFakeEmbedder()
  const llm = createScriptedLlm()
  const says = transcriptOf('the first line', 'the second line')
  const transcribe = () => {
    asked.transcriptions += 1
    return okAsync({ status: 'done' as const, transcript: says })
  }
  const transcriber = { name: 'stub', start: transcribe, resume: transcribe, check: () => okAsync(undefined) }
  const works: Readonly<Partial<Record<JobType, JobWork>>> = {
    transcribe: createTranscribe({ ...deps, transcriber }),
    summarize: createSummarize({
      ...deps,
      llm: {
        ...llm,
        summarize: (request) => {
          asked.summaries += 1
          return llm.summarize(request)
        },
      },
    }),
    embed: createEmbed({
      ...deps,
      embedder: {
        ...embedder,
        embed: (texts, ...rest) => {
          asked.texts += texts.length
          return embedder.embed(texts, ...rest)
        },
      },
    }),
  }
  putTranscript(state, chapter, transcriptOf('what was heard before'), { embedder })

  /** Claims the job and does its work; without completing it when the worker is lost right then. */
  const run = async (type: JobType, lost = false) => {
    const id = book.jobs.find((job) => job.type === type)?.id ?? ''
    const job = await expectOk(deps.jobs.claim(id, 'w', 60_000))
    if (job === null) throw new Error(`no ${type} job to be had`)
    const claim = { jobId: id, epoch: job.epoch }
    const context: JobContext = {
      ...{ job, claim, signal: new AbortController().signal, reportProgress: () => {} },
      saveCheckpoint: (checkpoint) =>
        deps.jobs.saveCheckpoint(claim, checkpoint).map(() => 'accepted' as const),
    }
    expect((await expectOk(works[type]?.(context) ?? okAsync({ status: 'stale' as const }))).status).toBe(
      'done',
    )
    await expectOk(lost ? deps.jobs.release(claim) : deps.jobs.complete(claim))
  }
  const finish = async () => {
    for (const type of ['transcribe', 'summarize', 'embed'] as const) await run(type)
    const tag = book.jobs.find((job) => job.type === 'tag')?.id ?? ''
    await expectOk(deps.jobs.claim(tag, 'w', 60_000))
    await expectOk(deps.jobs.complete({ jobId: tag, epoch: 1 }))
  }
  const force = (...stages: JobType[]) =>
    expectOk(deps.jobs.reprocess(book.audiobook.id, { stages, force: true }))
  return { asked, run, finish, force, chapter, deps, state, audiobookId: book.audiobook.id }
}

test('work that is forced is bought again; what was there stays until then', async () => {
  const { asked, run, finish, force, deps, chapter, audiobookId } = await workshop()
  await finish()
  const once = { ...asked }
  expect(once).toMatchObject({ transcriptions: 1, summaries: 1 })
  await force('summarize', 'embed')
  expect((await expectOk(deps.outputs.findAiOutputs(audiobookId))).length).toBe(1)
  await run('summarize')
  await run('embed')
  expect(asked).toEqual({ transcriptions: 1, summaries: 2, texts: 2 * once.texts })
  await force('transcribe')
  expect(await expectOk(deps.outputs.findTranscript(chapter.id))).not.toBeNull()
  await run('transcribe')
  await run('summarize')
  await run('embed')
  expect(asked).toEqual({ transcriptions: 2, summaries: 3, texts: 3 * once.texts })
})

test('a worker that was lost after it had embedded anew does not cost its vectors again', async () => {
  const { asked, run, finish, force } = await workshop()
  await finish()
  const { texts } = asked
  await force('embed')
  await run('embed', true)
  await run('embed')
  expect(asked.texts).toBe(2 * texts)
})

test('work that is not forced is not done again: a lost worker had saved it', async () => {
  const { asked, run } = await workshop()
  await run('transcribe', true)
  await run('transcribe')
  await run('summarize', true)
  await run('summarize')
  expect([asked.transcriptions, asked.summaries]).toEqual([1, 1])
})
