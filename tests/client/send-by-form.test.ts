import { expect, test } from 'bun:test'
import type { FileRequest } from '../../src/client/index.ts'
import { sendByForm } from '../../src/client/uploads/senders/send-by-form.ts'

const request = (changes: Partial<FileRequest>): FileRequest => ({
  url: 'http://books.example/files',
  headers: new Headers({ 'idempotency-key': 'k' }),
  fields: { chapter_number: '2' },
  file: { name: 'b.mp3', sizeBytes: 5, open: () => new Blob(['audio']) },
  signal: new AbortController().signal,
  isRepeated: false,
  onSent: () => {},
  askServer: async () => 0,
  ...changes,
})

test('the server is asked how far it is, until it has answered', async () => {
  const answered = Promise.withResolvers<Response>()
  const seen: number[] = []
  let asked = 0
  const askServer = async () => {
    asked += 1
    if (asked === 2) throw new Error('not now')
    return asked
  }
  const onSent = (sentBytes: number) => {
    seen.push(sentBytes)
    if (seen.length === 3) answered.resolve(new Response('{}', { status: 201 }))
  }
  const answer = await sendByForm(() => answered.promise, 1)(request({ askServer, onSent }))
  expect(answer.status).toBe(201)
  expect(seen.slice(0, 3)).toEqual([1, 3, 4])
  const askedThen = asked
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(asked).toBe(askedThen)
})

test('the form has the fields before the file', async () => {
  let sent: Request | null = null
  const send = sendByForm(async (one) => {
    sent = one
    return new Response('{}', { status: 201 })
  })
  await send(request({}))
  const { method, headers } = sent as unknown as Request
  const form = await (sent as unknown as Request).formData()
  expect([method, headers.get('idempotency-key')]).toEqual(['POST', 'k'])
  expect([...form.keys()]).toEqual(['chapter_number', 'file'])
  expect((form.get('file') as File).name).toBe('b.mp3')
})

test('it ends the asking when the connection breaks', async () => {
  const broken = sendByForm(() => Promise.reject(new TypeError('broken')), 1)(request({}))
  expect(broken).rejects.toThrow('broken')
})
