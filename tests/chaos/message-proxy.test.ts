import { afterEach, beforeEach, expect, test } from 'bun:test'
import { type MessageProxy, startMessageProxy } from './message-proxy.ts'

let received: string[] = []
let api: ReturnType<typeof Bun.serve>
let proxy: MessageProxy
beforeEach(async () => {
  received = []
  api = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      received.push(`${new URL(request.url).pathname} ${await request.text()}`)
      return Response.json({ stale: [{ job_id: 'b', epoch: 2 }] }, { headers: { 'Retry-After': '3' } })
    },
  })
  proxy = await startMessageProxy(`http://127.0.0.1:${api.port}`)
})
afterEach(async () => {
  await proxy.close()
  await api.stop(true)
})

const CLAIMS = [
  { job_id: 'a', epoch: 1 },
  { job_id: 'b', epoch: 2 },
]
const beat = () =>
  fetch(`${proxy.urlOf('worker-1')}/api/v1/admin/jobs/heartbeats`, {
    method: 'POST',
    body: JSON.stringify({ claims: CLAIMS }),
  })

/** Null: none. */
const statusOfBeat = () =>
  beat().then(
    (answer) => answer.status,
    () => null,
  )

test('passes messages on, and writes down what was said of each claim', async () => {
  const answer = await beat()
  expect([answer.status, answer.headers.get('Retry-After')]).toEqual([200, '3'])
  expect(received).toEqual([`/api/v1/admin/jobs/heartbeats ${JSON.stringify({ claims: CLAIMS })}`])
  expect(
    proxy.reports().map(({ member, event, jobId, epoch, status }) => [member, event, jobId, epoch, status]),
  ).toEqual([
    ['worker-1', 'heartbeat', 'a', 1, 200],
    ['worker-1', 'heartbeat', 'b', 2, 409],
  ])
})

test('a lost request does not reach the API, a lost response does not reach the worker', async () => {
  proxy.misdeliver('worker-1', { kind: 'lose_request' }, 1)
  proxy.misdeliver('worker-1', { kind: 'lose_response' }, 1)
  expect([await statusOfBeat(), await statusOfBeat()]).toEqual([null, null])
  expect([received.length, proxy.reports().length]).toEqual([1, 2])
  expect((await beat()).status).toBe(200)
  expect(proxy.misdelivered()).toBe(2)
})

test('delays a message, and nothing any more once all are to be delivered', async () => {
  proxy.misdeliver('worker-1', { kind: 'delay_request', byMs: 30 }, 1)
  proxy.misdeliver('worker-1', { kind: 'lose_request' }, 5)
  const late = beat()
  await Bun.sleep(10)
  expect(received).toEqual([])
  expect((await late).status).toBe(200)
  proxy.deliverAll()
  expect((await beat()).status).toBe(200)
})

test('without an API there is no answer', async () => {
  await api.stop(true)
  expect(await statusOfBeat()).toBeNull()
})
