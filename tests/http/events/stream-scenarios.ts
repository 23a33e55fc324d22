import { expect, test } from 'bun:test'
import { connect } from 'node:net'
import { openEventStream } from '../../support/event-stream-client.ts'
import { readProblem } from '../../support/http-api.ts'
import { waitUntil } from '../../support/wait-until.ts'
import type { EventWorld } from './event-world.ts'

export function streamScenarios(current: () => EventWorld): void {
  const open = (path: string, token: string, headers: Record<string, string> = {}) =>
    openEventStream(`${current().api}${path}`, token, headers)

  test('a book: a snapshot, then what happens; a client that comes back gets what it missed, once', async () => {
    const { mine, edit } = current()
    const path = `/audiobooks/${mine}/events`
    const stream = await open(path, 'me')
    expect(stream.response.status).toBe(200)
    expect(stream.response.headers.get('content-type')).toStartWith('text/event-stream')
    expect(stream.response.headers.get('cache-control')).toContain('no-cache')
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no')
    const [snapshot] = await stream.take(1)
    expect(snapshot).toMatchObject({
      type: 'snapshot',
      data: { audiobook_id: mine, data: { status: 'processing' } },
    })
    expect(snapshot?.data.data.jobs).toHaveLength(4)
    await edit(mine, 'One')
    const [first] = await stream.take(1)
    expect(first).toMatchObject({
      type: 'audiobook.updated',
      data: { audiobook_id: mine, data: { title: 'One' } },
    })
    expect(first?.id).toBe(first?.data.id)
    stream.close()
    await edit(mine, 'Two')
    await edit(mine, 'Three')
    const id = first?.id ?? ''
    const again = await Promise.all([
      open(path, 'me', { 'last-event-id': id }),
      open(`${path}?last_event_id=${id}`, 'me'),
      open('/events', 'admin', { 'last-event-id': id }),
    ])
    for (const resumed of again) {
      const missed = await resumed.take(2)
      expect(missed.map(({ data }) => data.data.title)).toEqual(['Two', 'Three'])
    }
    await edit(mine, 'Four')
    for (const resumed of again) {
      expect((await resumed.take(1))[0]?.data.data.title).toBe('Four')
      resumed.close()
    }
  })

  test('a caller sees what it owns, and nothing of others', async () => {
    const { mine, yours, edit } = current()
    const stream = await open('/events', 'me')
    await edit(yours, 'Not for me')
    await edit(mine, 'For me')
    expect((await stream.take(1))[0]?.data).toMatchObject({ audiobook_id: mine, data: { title: 'For me' } })
    stream.close()
    const foreign = await open(`/audiobooks/${yours}/events`, 'me')
    expect((await readProblem(foreign.response, 404)).code).toBe('audiobook_not_found')
  })

  test('only events of the types asked for', async () => {
    const { mine, edit, call } = current()
    const stream = await open('/events?types=job.cancelled,audiobook.deleted', 'me')
    await edit(mine, 'Left out')
    const { jobs } = await call<{ jobs: { id: string }[] }>('GET', `/audiobooks/${mine}/jobs`)
    await call('POST', `/jobs/${jobs[3]?.id}/cancel`)
    expect((await stream.take(1))[0]).toMatchObject({
      type: 'job.cancelled',
      data: { job_id: jobs[3]?.id, data: { status: 'cancelled', cancel_reason: 'requested' } },
    })
    stream.close()
  })

  test('bad input is refused; a place that is not kept is a reset', async () => {
    for (const path of ['/events?types=job.exploded', '/events?last_event_id=1', '/events?types=']) {
      expect((await readProblem((await open(path, 'me')).response, 400)).code).toBe('validation_failed')
    }
    const header = await open('/events', 'me', { 'last-event-id': 'x y' })
    expect((await readProblem(header.response, 400)).code).toBe('validation_failed')
    const { mine, edit } = current()
    const stream = await open('/events', 'me', { 'last-event-id': 'otherlog-5' })
    const [reset] = await stream.take(1)
    expect(reset).toMatchObject({ type: 'reset', data: { type: 'reset' } })
    expect(reset?.id).not.toStartWith('otherlog')
    await edit(mine, 'After the reset')
    expect((await stream.take(1))[0]?.data.data.title).toBe('After the reset')
    stream.close()
  })

  test('the stream ends when the token expires', async () => {
    const stream = await open('/events', 'short')
    expect(stream.response.status).toBe(200)
    expect(await stream.next()).toBeNull()
  })

  test('an owner has so many streams; a place is free again when a client has gone', async () => {
    const streams = await Promise.all(Array.from({ length: 10 }, () => open('/events', 'crowd')))
    expect(streams.map(({ response }) => response.status)).toEqual(streams.map(() => 200))
    const refused = await open('/events', 'crowd')
    expect(refused.response.headers.get('retry-after')).toBe('30')
    expect((await readProblem(refused.response, 429)).code).toBe('too_many_streams')
    for (const stream of streams) stream.close()
    const status = async () => {
      const stream = await open('/events', 'crowd')
      stream.close()
      return stream.response.status
    }
    expect(await waitUntil(status, (found) => found === 200)).toBe(200)
  })

  test('a client that stops reading for a while misses nothing', async () => {
    const { mine, edit, url } = current()
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `GET /api/v1/admin/audiobooks/${mine}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer me\r\n\r\n`,
    )
    let text = ''
    const began = Promise.withResolvers<void>()
    socket.on('data', (chunk) => {
      text += chunk
      if (text.includes('snapshot')) began.resolve()
    })
    await began.promise
    socket.pause()
    const edits = 3_000
    const padding = 'x'.repeat(400)
    for (let first = 1; first <= edits; first += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => edit(mine, `${padding} ${first + index}.`)))
    }
    socket.resume()
    const numbers = () => [...text.matchAll(/"title":"x+ (\d+)\."/g)].map(([, number]) => Number(number))
    await waitUntil(
      async () => numbers().length,
      (count) => count >= edits,
    )
    expect(numbers().toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: edits }, (_, index) => index + 1),
    )
    const ids = [...text.matchAll(/^id: \w+-(\d+)$/gm)].map(([, id]) => Number(id))
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    socket.destroy()
  }, 60_000)
}
