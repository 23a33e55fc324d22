import { afterEach, beforeEach, expect, test } from 'bun:test'
import { findBook } from '../../src/cli/find-book.ts'
import { createChapterwiseClient } from '../../src/client/node/index.ts'
import { type FakeServer, startFakeChapterwise } from '../fakes/chapterwise-server.ts'

let server: FakeServer

beforeEach(async () => {
  server = await startFakeChapterwise()
})
afterEach(() => server.close())

const book = (id: string, title: string) => ({ id, title, author: 'A' })
const find = (name: string, ...items: readonly object[]) => {
  server.answer(`/api/v1/admin/audiobooks?q=${name}&limit=10`, { status: 200, body: { items } })
  return findBook(createChapterwiseClient({ baseUrl: server.url }), name, new AbortController().signal)
}

test('an id is taken as it is', async () => {
  const id = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'
  expect((await find(id))._unsafeUnwrap()).toBe(id)
  expect(server.requests).toHaveLength(0)
})

test('the whole title wins over a part of one', async () => {
  expect((await find('lamp', book('1', 'The Lamp Keeper'), book('2', 'Lamp')))._unsafeUnwrap()).toBe('2')
})

test('a part that only one book has is enough', async () => {
  expect((await find('keeper', book('1', 'The Lamp Keeper')))._unsafeUnwrap()).toBe('1')
})

test('several: the person chooses', async () => {
  const { hints } = (await find('lamp', book('1', 'Lamp A'), book('2', 'Lamp B')))._unsafeUnwrapErr()
  expect(hints).toEqual(['1  Lamp A, A', '2  Lamp B, A'])
})

test('none', async () => {
  expect((await find('lamp'))._unsafeUnwrapErr().message).toContain('no audiobook called "lamp"')
})
