import { expect, test } from 'bun:test'
import type { EventWorld } from './event-world.ts'

// biome-ignore lint/suspicious/noExplicitAny: as JSON came
type Message = any

const bearer = (token: string) => `bearer.${Buffer.from(token).toString('base64url')}`

async function openSocket(url: string, token: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/admin/ws`, [
    'chapterwise.v1',
    bearer(token),
  ])
  const messages: Message[] = []
  const waiting: ((message: Message) => void)[] = []
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data))
    const next = waiting.shift()
    if (next === undefined) messages.push(message)
    else next(message)
  }
  const closed = new Promise<CloseEvent>((resolve) => {
    socket.onclose = resolve
  })
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve()
    socket.onerror = () => reject(new Error('refused'))
  })
  return {
    ...{ closed, protocol: socket.protocol },
    say: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next: (): Promise<Message> => {
      const message = messages.shift()
      return message === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(message)
    },
    close: () => socket.close(),
  }
}

export function socketScenarios(current: () => EventWorld): void {
  test('subscribes, gets events, goes on from an id, unsubscribes', async () => {
    const { url, mine, edit } = current()
    const socket = await openSocket(url, 'me')
    expect(socket.protocol).toBe('chapterwise.v1')
    socket.say({ type: 'subscribe', subscription: 'a', topic: 'audiobook', audiobook_id: mine })
    const { id } = await socket.next()
    await edit(mine, 'By socket')
    expect(await socket.next()).toMatchObject({
      ...{ type: 'event', subscription: 'a' },
      event: { type: 'audiobook.updated', audiobook_id: mine, data: { title: 'By socket' } },
    })
    socket.say({ type: 'unsubscribe', subscription: 'a' })
    expect(await socket.next()).toEqual({ type: 'unsubscribed', subscription: 'a' })
    await edit(mine, 'Unheard')
    socket.say({ type: 'subscribe', subscription: 'b', topic: 'all', last_event_id: id })
    expect(await socket.next()).toEqual({ type: 'subscribed', subscription: 'b', id })
    expect((await socket.next()).event.data.title).toBe('By socket')
    expect((await socket.next()).event.data.title).toBe('Unheard')
    socket.close()
  })

  test('several subscriptions of one socket, each with its types', async () => {
    const { url, mine, edit } = current()
    const socket = await openSocket(url, 'me')
    const types = ['job.failed']
    socket.say({ type: 'subscribe', subscription: 'failures', topic: 'all', types })
    socket.say({ type: 'subscribe', subscription: 'book', topic: 'audiobook', audiobook_id: mine })
    const begun = [await socket.next(), await socket.next()]
    expect(begun.map(({ type }) => type)).toEqual(['subscribed', 'subscribed'])
    await edit(mine, 'Two subscriptions')
    expect(await socket.next()).toMatchObject({ type: 'event', subscription: 'book' })
    socket.say({ type: 'ping' })
    expect(await socket.next()).toEqual({ type: 'pong' })
    socket.close()
  })

  test('what is wrong is said, and the socket stays open', async () => {
    const { url, yours } = current()
    const socket = await openSocket(url, 'me')
    const answerTo = (message: unknown) => {
      socket.say(message)
      return socket.next()
    }
    const subscribe = { type: 'subscribe', subscription: 'a', topic: 'all' }
    for (const message of [
      '{',
      '[]',
      { type: 'shout' },
      { ...subscribe, topic: 'moon' },
      { ...subscribe, types: ['x'] },
    ]) {
      expect(await answerTo(message)).toMatchObject({ type: 'error', code: 'invalid_message' })
    }
    expect(await answerTo({ ...subscribe, topic: 'audiobook', audiobook_id: yours })).toMatchObject({
      ...{ type: 'error', code: 'audiobook_not_found', subscription: 'a' },
    })
    expect(await answerTo({ type: 'unsubscribe', subscription: 'a' })).toMatchObject({
      code: 'subscription_not_found',
    })
    expect(await answerTo({ ...subscribe, last_event_id: 'otherlog-1' })).toMatchObject({
      type: 'subscribed',
    })
    expect(await socket.next()).toMatchObject({ type: 'reset', subscription: 'a' })
    expect(await answerTo(subscribe)).toMatchObject({ code: 'subscription_taken' })
    socket.close()
  })

  test('is closed when its token expires, and refused without one', async () => {
    const { url, api } = current()
    const socket = await openSocket(url, 'short')
    expect((await socket.closed).code).toBe(4401)
    const refused = await fetch(`${api}/ws`, {
      headers: {
        ...{ upgrade: 'websocket', connection: 'upgrade', 'sec-websocket-version': '13' },
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    }).catch(() => null)
    expect(refused?.status ?? 401).toBe(401)
    const bare = new WebSocket(`${url.replace('http', 'ws')}/api/v1/admin/ws`)
    const outcome = await new Promise((resolve) => {
      bare.onopen = () => resolve('opened')
      bare.onclose = () => resolve('refused')
    })
    expect(outcome).toBe('refused')
  })
}
