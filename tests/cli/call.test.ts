import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { call } from '../../src/cli/call.ts'
import { EXIT, type Failure } from '../../src/cli/failure.ts'
import { createChapterwiseClient } from '../../src/client/node/index.ts'
import { type FakeAnswer, type FakeServer, startFakeChapterwise } from '../fakes/chapterwise-server.ts'

const BOOK = '/api/v1/admin/audiobooks/b1'

let server: FakeServer

beforeEach(async () => {
  server = await startFakeChapterwise()
})
afterEach(() => server.close())

const client = () => createChapterwiseClient({ baseUrl: server.url, retry: { firstDelayMs: 0 } })

const failureOf = async (answer: FakeAnswer): Promise<Failure> => {
  server.answer(BOOK, answer)
  return (await call(() => client().getAudiobook('b1')))._unsafeUnwrapErr()
}

test('a problem is told in full: detail, each pointer, code and request', async () => {
  const body = {
    title: 'Invalid request',
    status: 400,
    detail: 'The input is not valid.',
    code: 'invalid_input',
    request_id: 'r1',
    errors: [{ in: 'body', pointer: '/title', detail: 'Too long.' }],
  }
  const { message, hints, exitCode } = await failureOf({ status: 400, body })
  expect(message).toBe('The input is not valid.')
  expect(hints).toEqual(['/title: Too long.', '400 invalid_input, request r1'])
  expect(exitCode).toBe(EXIT.refused)
})

test('a missing token is told with what to do', async () => {
  const body = { title: 'Authentication needed', code: 'invalid_token' }
  expect((await failureOf({ status: 401, body })).hints.join('\n')).toContain('--token')
})

describe('exit codes', () => {
  test.each([
    [404, EXIT.refused],
    [429, EXIT.unreachable],
    [500, EXIT.unreachable],
    [503, EXIT.unreachable],
  ])('of %p', async (status, exitCode) => {
    const body = { title: 'Something', code: 'something' }
    expect((await failureOf({ status, body })).exitCode).toBe(exitCode)
  })

  test('of a server that breaks the connection', async () => {
    expect((await failureOf('drop')).exitCode).toBe(EXIT.unreachable)
  })

  test('of an interrupt', async () => {
    const signal = AbortSignal.abort()
    const interrupted = await call(() => client().getAudiobook('b1', { signal }))
    expect(interrupted._unsafeUnwrapErr().exitCode).toBe(EXIT.interrupted)
    expect(server.requests).toHaveLength(0)
  })
})

test('a bug is no failure: it is thrown', async () => {
  expect(async () => await call(() => Promise.reject(new TypeError('a bug')))).toThrow('a bug')
})
