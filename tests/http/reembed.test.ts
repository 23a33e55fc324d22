import { describe, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { createEmbed } from '../../src/usecases/job-work/embed.ts'
import { completeJob, putTranscript, transcriptOf } from '../support/book-outputs.ts'
import { createFakeEmbedder } from '../support/fake-embedder.ts'
import { addBook, createTestApi, readProblem, type TestApi } from '../support/http-api.ts'

interface Answer {
  readonly model: string
  readonly dimensions: number
  readonly audiobook_ids: readonly string[]
  readonly has_more: boolean
  readonly jobs: readonly { readonly id: string; readonly job_type: string; readonly audiobook_id: string }[]
}

/** A completed book whose vectors are of the embedder given. */
function addEmbeddedBook(api: TestApi, model: string): string {
  const book = addBook(api)
  const [chapter] = book.chapters
  if (chapter === undefined) throw new Error('every book has a chapter')
  const embedder = { ...createFakeEmbedder(), model }
  putTranscript(api.state, chapter, transcriptOf('the lamp went out in the storm'), { embedder })
  for (const job of book.jobs) completeJob(api.state, job, api.deps.clock.now())
  return book.audiobook.id
}

const reembed = async (api: TestApi, json: unknown = {}): Promise<Answer> => {
  const response = await api.call('/admin/jobs/reembed', { method: 'POST', json })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

describe('embedding anew after the model was changed', () => {
  test('finds the books of another model, gives each one job, and the job makes the search see them', async () => {
    const api = createTestApi()
    const old = addEmbeddedBook(api, 'an-older-model')
    await api.call(`/admin/audiobooks/${old}`, { method: 'PUT', json: { priority: 7 } })
    addEmbeddedBook(api, api.deps.embedder.model)
    const search = async () => {
      const response = await api.call('/admin/search?q=lamp%20storm&mode=semantic')
      const { hits } = (await response.json()) as { hits: { audiobook: { id: string } }[] }
      return hits.length
    }
    expect(await search()).toBe(1)

    const dry = await reembed(api, { dry_run: true })
    expect(dry).toMatchObject({ model: 'fake-words', audiobook_ids: [old], has_more: false, jobs: [] })
    const answer = await reembed(api)
    expect(answer.jobs).toMatchObject([{ job_type: 'embed', audiobook_id: old, priority: 7 }])
    expect(api.state.audiobooks.get(old)?.status).toBe('processing')
    expect((await reembed(api)).jobs).toEqual([])

    const [leased] = (await api.deps.queue.lease('embed', 1, { waitMs: 0, leaseMs: 10_000 }))._unsafeUnwrap()
    expect(leased?.jobId).toBe(answer.jobs[0]?.id)
    const job = (await api.deps.jobs.claim(leased?.jobId ?? '', 'w', 10_000))._unsafeUnwrap()
    if (job === null) throw new Error('the job was not to be had')
    const work = createEmbed(api.deps)
    const claim = { jobId: job.id, epoch: job.epoch }
    const signal = new AbortController().signal
    expect(
      (
        await work({
          job,
          claim,
          signal,
          reportProgress: () => {},
          saveCheckpoint: () => okAsync('accepted'),
        })
      ).isOk(),
    ).toBe(true)
    expect((await api.deps.jobs.complete(claim)).isOk()).toBe(true)
    expect(await search()).toBe(2)
    expect((await reembed(api)).audiobook_ids).toEqual([])
    expect(api.state.audiobooks.get(old)?.status).toBe('completed')
  })

  test('at most so many books at once, and says that there are more', async () => {
    const api = createTestApi()
    const books = [1, 2, 3].map(() => addEmbeddedBook(api, 'older'))
    const first = await reembed(api, { limit: 2 })
    expect(first).toMatchObject({ has_more: true })
    expect(first.jobs).toHaveLength(2)
    const second = await reembed(api, { limit: 2 })
    expect(second).toMatchObject({ has_more: false })
    expect([...first.audiobook_ids, ...second.audiobook_ids].sort()).toEqual(books.sort())
  })

  test('only for those who may, and with what it knows', async () => {
    const api = createTestApi()
    await readProblem(await api.call('/admin/jobs/reembed', { method: 'POST', json: {}, token: null }), 401)
    await readProblem(await api.call('/admin/jobs/reembed', { method: 'POST', json: { limit: 0 } }), 400)
    await readProblem(await api.call('/admin/jobs/reembed', { method: 'POST', json: { model: 'x' } }), 400)
  })
})
