import { describe, expect, test } from 'bun:test'
import { addBook, createTestApi, readProblem, type TestApi } from '../../support/http-api.ts'
import { AUDIOBOOKS, UNKNOWN_ID } from './audiobook-calls.ts'

describe('listing', () => {
  const titles = ['Alpha', 'beta', 'Gamma', 'Delta', 'Epsilon']

  function library(): TestApi {
    const api = createTestApi()
    titles.forEach((title, index) => {
      const { audiobook } = addBook(api)
      const createdAt = new Date(Date.UTC(2026, 0, 1, 0, index))
      const status = index === 1 ? 'failed' : 'processing'
      api.state.audiobooks.set(audiobook.id, { ...audiobook, title, status, createdAt })
    })
    return api
  }

  interface List {
    readonly items: readonly { readonly title: string }[]
    readonly next_cursor: string | null
  }
  const list = async (api: TestApi, query: string) =>
    (await (await api.call(`${AUDIOBOOKS}?${query}`)).json()) as List

  test.each([
    ['', ['Epsilon', 'Delta', 'Gamma', 'beta', 'Alpha']],
    ['direction=asc', ['Alpha', 'beta', 'Gamma', 'Delta', 'Epsilon']],
    ['sort=title', ['Alpha', 'beta', 'Delta', 'Epsilon', 'Gamma']],
    ['status=failed', ['beta']],
    ['q=ETA', ['beta']],
  ])('by %p, in one page or in pages of two', async (query, expected) => {
    const api = library()
    const whole = await list(api, query)
    expect(whole.items.map(({ title }) => title)).toEqual(expected)
    expect(whole.next_cursor).toBeNull()
    const paged: string[] = []
    let cursor: string | null = ''
    for (let page = 0; page < titles.length && cursor !== null; page += 1) {
      const next: List = await list(api, `${query}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      paged.push(...next.items.map(({ title }) => title))
      cursor = next.next_cursor
    }
    expect(paged).toEqual(expected)
  })

  test('a cursor that is none, or of another list', async () => {
    const api = library()
    const { next_cursor } = await list(api, 'limit=2')
    const forge = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const bad = [
      'x',
      forge(null),
      forge(['audiobooks:created_at:desc', { value: '0000-01-01T00:00:00Z', id: UNKNOWN_ID }]),
      forge(['audiobooks:created_at:desc', { value: 'yesterday', id: UNKNOWN_ID }]),
      forge(['audiobooks:created_at:desc', { value: '2026-01-01T00:00:00Z', id: 'x' }]),
    ]
    for (const cursor of bad) {
      const problem = await readProblem(await api.call(`${AUDIOBOOKS}?cursor=${cursor}`), 400)
      expect([problem.code, problem.errors?.[0]?.pointer, problem.errors?.[0]?.in]).toEqual([
        'invalid_cursor',
        '/cursor',
        'query',
      ])
    }
    const moved = await api.call(`${AUDIOBOOKS}?sort=title&cursor=${next_cursor}`)
    expect((await readProblem(moved, 400)).code).toBe('invalid_cursor')
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'status=x', 'sort=x', 'q=', 'q=%00', 'limit=1&limit=2'])(
    'refuses %s',
    async (query) => {
      const problem = await readProblem(await createTestApi().call(`${AUDIOBOOKS}?${query}`), 400)
      expect(problem.errors?.[0]?.pointer).toBe(`/${query.split('=')[0]}`)
    },
  )
})
