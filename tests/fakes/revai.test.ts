import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { Readable } from 'node:stream'
import { CaptionType, RevAiApiClient } from 'revai-node-sdk'
import { type FakeRevAi, startFakeRevAi } from '../../src/testing/fakes/revai/server.ts'
import { silentWav } from '../../src/testing/fixtures/silent-wav.ts'

let fake: FakeRevAi
let client: RevAiApiClient
beforeEach(async () => {
  fake = await startFakeRevAi({ clock: 'virtual' })
  client = clientWith(fake.apiKey)
})
afterEach(() => fake.close())

const clientWith = (token: string) =>
  new RevAiApiClient({ token, deploymentConfig: { baseUrl: fake.baseUrl, baseWebsocketUrl: fake.baseUrl } })

const submit = (options: object = {}) =>
  client.submitJobAudioData(Readable.from([silentWav(4)]), 'a.wav', options)

const statusOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 200,
    (error: { statusCode?: number }) => error.statusCode ?? error,
  )

/** Takes webhooks, answers as told, and keeps what came. */
function listen(statuses: readonly number[]) {
  const came: { readonly authorization: string | null; readonly status: string }[] = []
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { job } = (await request.json()) as { job: { status: string } }
      came.push({ authorization: request.headers.get('authorization'), status: job.status })
      return new Response(null, { status: statuses[came.length - 1] ?? 200 })
    },
  })
  return { url: `http://127.0.0.1:${server.port}/hook`, came, close: () => server.stop(true) }
}

describe('the fake Rev.ai, by the real SDK', () => {
  test('a job from submission to deletion', async () => {
    const job = await submit({ metadata: 'mine', language: 'fr' })
    expect(job).toMatchObject({ status: 'in_progress', metadata: 'mine', language: 'fr', name: 'a.wav' })
    await fake.advance(1_000)
    expect(await client.getJobDetails(job.id)).toMatchObject({ status: 'transcribed', duration_seconds: 4 })
    expect((await client.getTranscriptObject(job.id)).monologues[0]?.elements[0]).toEqual({
      ...{ type: 'text', value: 'The', ts: 0, end_ts: 0.5, confidence: 0.97 },
    })
    expect(await client.getTranscriptText(job.id)).toStartWith('Speaker 0:    00:00:00    The keeper')
    const captions = await client.getCaptions(job.id, CaptionType.VTT)
    expect(String(await captions.toArray())).toStartWith('WEBVTT')
    expect(await client.deleteJob(job.id)).toBe('' as never)
    expect(await statusOf(client.getJobDetails(job.id))).toBe(404)
    expect(fake.billed()).toEqual({ jobs: 1, seconds: 4 })
  })

  test('too early: 409 for transcript, captions and deletion', async () => {
    const { id } = await submit()
    const early = [client.getTranscriptObject(id), client.deleteJob(id)]
    for (const call of early) expect(await statusOf(call)).toBe(409)
    const captions = await fetch(`${fake.baseUrl}/speechtotext/v1/jobs/${id}/captions`, {
      headers: { authorization: `Bearer ${fake.apiKey}`, accept: 'text/vtt' },
    })
    expect(captions.status).toBe(409)
  })

  test('what the reference refuses is refused', async () => {
    const phrases = ['fine']
    const refused = [
      { metadata: 'x'.repeat(513) },
      { custom_vocabularies: [{ phrases }], custom_vocabulary_id: 'v' },
      { custom_vocabularies: [{ phrases: Array(6_001).fill('a') }] },
      { custom_vocabularies: [{ phrases: ['a'.repeat(35)] }] },
      { delete_after_seconds: 2_592_001 },
      { notification_config: { url: 'https://x.org', auth_headers: { Cookie: 'no' } } },
      { no_such_option: true },
    ]
    for (const options of refused) expect(await statusOf(submit(options))).toBe(400)
    expect(await statusOf(client.submitJob({ metadata: 'no media' }))).toBe(400)
    expect(await statusOf(submit({ metadata: 'x'.repeat(512), custom_vocabularies: [{ phrases }] }))).toBe(
      200,
    )
    expect(await statusOf(clientWith('wrong').getAccount())).toBe(401)
    expect(await statusOf(client.getListOfJobs(1_001))).toBe(400)
    const unknownType = await fetch(`${fake.baseUrl}/speechtotext/v1/jobs/${fake.jobs[0]?.id}/transcript`, {
      headers: { authorization: `Bearer ${fake.apiKey}`, accept: 'text/html' },
    })
    expect(unknownType.status).toBe(406)
  })

  test('jobs are listed newest first, in pages', async () => {
    for (let count = 0; count < 5; count++) await submit()
    const ids = fake.jobs.map(({ id }) => id).toReversed()
    const page = async (limit: number, after?: string) =>
      (await client.getListOfJobs(limit, after)).map(({ id }) => id)
    expect(await page(2)).toEqual(ids.slice(0, 2))
    expect(await page(9, ids[1])).toEqual(ids.slice(2))
  })

  test('media are downloaded for real, with their header; what can not be had fails the job', async () => {
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: (request) =>
        request.headers.get('authorization') === 'Bearer x'
          ? new Response(silentWav(2))
          : new Response(null, { status: 403 }),
    })
    const url = `http://127.0.0.1:${server.port}/a.wav`
    const allowed = await client.submitJob({
      source_config: { url, auth_headers: { Authorization: 'Bearer x' } },
    })
    const denied = await client.submitJob({ source_config: { url } })
    await fake.advance(1_000)
    server.stop(true)
    expect(await client.getJobDetails(allowed.id)).toMatchObject({
      status: 'transcribed',
      duration_seconds: 2,
    })
    expect(await client.getJobDetails(denied.id)).toMatchObject({ failure: 'download_failure' })
    expect(fake.billed()).toEqual({ jobs: 2, seconds: 2 })
  })

  test('webhooks: with their header, again every half hour until a 200, for a day at most', async () => {
    const hook = listen([500, 204])
    const notification_config = { url: hook.url, auth_headers: { Authorization: 'Bearer s' } }
    await submit({ notification_config })
    await fake.advance(1_000)
    expect(hook.came).toEqual([{ authorization: 'Bearer s', status: 'transcribed' }])
    await fake.advance(29 * 60_000)
    expect(hook.came).toHaveLength(1)
    await fake.advance(3 * 60 * 60_000)
    expect(hook.came).toHaveLength(3)
    hook.close()
    await submit({ notification_config })
    await fake.advance(48 * 60 * 60_000)
    expect(fake.deliveries.filter(({ status }) => status === null)).toHaveLength(49)
  })

  test('webhooks that are lost or come twice', async () => {
    const hook = listen([])
    const notification_config = { url: hook.url }
    fake.behaviour.webhook = (job) => (job.options.metadata === 'lost' ? 'lose' : 'duplicate')
    await submit({ notification_config, metadata: 'lost' })
    await submit({ notification_config, metadata: 'twice' })
    await fake.advance(1_000)
    hook.close()
    expect(hook.came).toHaveLength(2)
  })

  test('a copy that is to be deleted goes when its time has come', async () => {
    const { id } = await submit({ delete_after_seconds: 60 })
    await fake.advance(30_000)
    expect(await statusOf(client.getJobDetails(id))).toBe(200)
    await fake.advance(60_000)
    expect(await statusOf(client.getJobDetails(id))).toBe(404)
  })

  test('an error whose body comes late breaks the SDK’s streams, as the real one does', async () => {
    const { id } = await submit()
    fake.fail('captions', { status: 404, delayedBodyMs: 50 })
    expect(await statusOf(client.getCaptions(id))).toBeInstanceOf(TypeError)
  })
})
