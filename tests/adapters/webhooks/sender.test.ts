import { afterEach, describe, expect, test } from 'bun:test'
import type { ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { createWebhookSender, type WebhookSenderOptions } from '../../../src/adapters/webhooks/sender.ts'
import { type Received, startReceiver } from './receiver.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function receiver(answer?: (response: ServerResponse, received: Received) => void) {
  const started = await startReceiver(answer)
  closers.push(started.close)
  return started
}

const sender = (options: Partial<WebhookSenderOptions> = {}) =>
  createWebhookSender({
    ...{ allowedTargets: ['127.0.0.1'], timeoutMs: 5_000, version: 'test', now: Date.now, ...options },
  })

const message = (url: string, secrets: readonly string[] = [sender().makeSecret()]) => ({
  ...{ id: '5f3a9c01-7', url, body: '{"type":"audiobook.completed","title":"Übung"}', secrets },
})
const never = new AbortController().signal
const resolving =
  (...addresses: readonly string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

describe('what is sent', () => {
  test('is verified by the library of Standard Webhooks, with either of two secrets', async () => {
    const { url, received } = await receiver()
    const secrets = [sender().makeSecret(), sender().makeSecret()]
    expect(await sender().send(message(`${url}/hook?a=b`, secrets), never)).toMatchObject({
      ...{ kind: 'answered', status: 204, body: '', retryAfterMs: null },
    })
    const [one] = received
    if (one === undefined) throw new Error('nothing came')
    expect(one.path).toBe('/hook?a=b')
    expect(one.headers).toMatchObject({
      ...{ 'content-type': 'application/json', 'user-agent': 'chapterwise/test', 'webhook-id': '5f3a9c01-7' },
    })
    const headers = one.headers as Record<string, string>
    for (const secret of secrets)
      expect(new Webhook(secret).verify(one.body, headers)).toEqual(JSON.parse(one.body))
    expect(() => new Webhook(sender().makeSecret()).verify(one.body, headers)).toThrow(
      'No matching signature',
    )
    expect(() => new Webhook(secrets[0] ?? '').verify(`${one.body} `, headers)).toThrow(
      'No matching signature',
    )
  })

  test('redirects are not followed', async () => {
    const other = await receiver()
    const { url } = await receiver((response) => response.writeHead(302, { location: other.url }).end())
    expect(await sender().send(message(url), never)).toMatchObject({ kind: 'answered', status: 302 })
    expect(other.received).toEqual([])
  })
})

describe('answers', () => {
  test('of any length are read to a bound', async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200)
      const flood = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', flood)
      flood()
    })
    const outcome = await sender().send(message(url), never)
    expect(outcome).toMatchObject({ kind: 'answered', status: 200, body: 'x'.repeat(4_096) })
  })

  test('that never come end with the time-out; a body that never ends does not matter', async () => {
    const hanging = await receiver(() => {})
    expect(await sender({ timeoutMs: 50 }).send(message(hanging.url), never)).toMatchObject({
      ...{ kind: 'unanswered', code: 'timeout' },
    })
    const halting = await receiver((response) => void response.writeHead(200).write('half'))
    expect(await sender().send(message(halting.url), never)).toMatchObject({ status: 200, body: 'half' })
  })

  test('say when to come back: seconds or a date', async () => {
    const now = Date.parse('2026-11-28T10:00:00Z')
    for (const [header, retryAfterMs] of [
      ['120', 120_000],
      ['Sat, 28 Nov 2026 10:01:00 GMT', 60_000],
      ['soon', null],
    ] as const) {
      const { url } = await receiver((response) => response.writeHead(503, { 'retry-after': header }).end())
      expect(await sender({ now: () => now }).send(message(url), never)).toMatchObject({
        status: 503,
        retryAfterMs,
      })
    }
  })

  test('of a connection that breaks, or that nobody takes, are none', async () => {
    const { url } = await receiver((response) => response.destroy())
    expect(await sender().send(message(url), never)).toMatchObject({ code: 'connection_failed' })
    const closed = await startReceiver()
    await closed.close()
    expect(await sender().send(message(closed.url), never)).toMatchObject({ code: 'connection_failed' })
  })

  test('that are not waited for any more', async () => {
    const stopping = new AbortController()
    const { url, received } = await receiver(() => stopping.abort())
    expect(await sender().send(message(url), stopping.signal)).toBeNull()
    expect(received).toHaveLength(1)
    expect(await sender().send(message(url), stopping.signal)).toBeNull()
    expect(received).toHaveLength(1)
  })
})

describe('names', () => {
  test('are connected to at the address that was looked at', async () => {
    const { port, received } = await receiver()
    let asked = 0
    const rebinding = async () => {
      asked += 1
      return [{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]
    }
    const url = `http://hooks.example.com:${port}/`
    expect(await sender({ resolve: rebinding }).send(message(url), never)).toMatchObject({ status: 204 })
    expect(asked).toBe(1)
    expect(received[0]?.headers.host).toBe(`hooks.example.com:${port}`)
  })

  test.each([
    ['private', ['10.0.0.1']],
    ['public and private', ['127.0.0.1', '10.0.0.1']],
    ['IPv4-mapped', ['::ffff:169.254.169.254']],
    ['none', []],
  ] as const)('are refused when their addresses are %s', async (_name, addresses) => {
    const { port, received } = await receiver()
    const outcome = await sender({ resolve: resolving(...addresses) }).send(
      message(`http://hooks.example.com:${port}/`),
      never,
    )
    expect(outcome).toMatchObject({ kind: 'unanswered', code: 'refused_target' })
    expect(JSON.stringify(outcome)).not.toContain('10.0.0.1')
    expect(received).toEqual([])
  })

  test('of this machine are refused unless allowed, whatever the system says of them', async () => {
    const { port, received } = await receiver()
    const closed = sender({ allowedTargets: ['10.0.0.0/8'] })
    for (const host of ['localhost', '127.0.0.1'])
      expect(await closed.send(message(`http://${host}:${port}/`), never)).toMatchObject({
        code: 'refused_target',
      })
    expect(received).toEqual([])
  })

  test('that are not there are told so', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('nope'), { code: 'ENOTFOUND' }))
    expect(await sender({ resolve }).send(message('https://nowhere.example/'), never)).toMatchObject({
      ...{ kind: 'unanswered', code: 'name_not_found' },
    })
  })
})
