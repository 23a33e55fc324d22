import type { Audiobook } from '../../../domain/audiobook/audiobook.ts'
import type { AudiobookListRequest } from '../../../ports/repositories/audiobooks.ts'
import type { Page } from '../../../ports/repositories/page.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories, RepositoriesUnderTest } from '../repositories-under-test.ts'
import { given } from './support.ts'

const MAX_PAGES = 100
const ORDERS = [
  { sort: 'created_at', direction: 'asc' },
  { sort: 'created_at', direction: 'desc' },
  { sort: 'title', direction: 'asc' },
  { sort: 'title', direction: 'desc' },
] as const

async function readAll(
  { audiobooks }: RepositoriesUnderTest,
  ownerId: string,
  order: Pick<AudiobookListRequest, 'sort' | 'direction'>,
): Promise<string[]> {
  const seen: string[] = []
  let after: AudiobookListRequest['after'] = null
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, hasMore }: Page<Audiobook> = await expectOk(
      audiobooks.list({ ownerId }, { ...order, after, limit: 4 }),
    )
    seen.push(...items.map(({ id }) => id))
    const last = items.at(-1)
    if (!hasMore || !last) return seen
    after = { id: last.id, value: order.sort === 'title' ? last.title : last.createdAt.toISOString() }
  }
  throw new Error('pages without end')
}

export function listingSuite(current: CurrentRepositories): void {
  for (const order of ORDERS) {
    test(`pages through all by ${order.sort} ${order.direction}, without repeats, though values are equal`, async () => {
      const ownerId = `${order.sort} ${order.direction}`
      const books: Audiobook[] = []
      for (const [index, title] of [
        'alpha',
        'Beta',
        'beta',
        'Alpha',
        'gamma_1',
        'gamma 1',
        '100 %',
        '100 %',
        'Beta',
      ].entries()) {
        const createdAt = new Date(1000 * (index % 3))
        const { audiobook } = await given(current(), { ownerId }, { title, createdAt })
        books.push(audiobook)
      }
      const sign = order.direction === 'asc' ? 1 : -1
      const keyOf = (book: Audiobook) =>
        order.sort === 'title' ? book.title.toLowerCase() : book.createdAt.toISOString()
      const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1)
      const expected = books.toSorted((a, b) => sign * (compare(keyOf(a), keyOf(b)) || compare(a.id, b.id)))
      expect(await readAll(current(), ownerId, order)).toEqual(expected.map(({ id }) => id))
    })
  }

  test('filters by owner, status and text, in which nothing is a wildcard', async () => {
    const { audiobooks } = current()
    const add = async (fields: Partial<Audiobook>, ownerId = 'filters') =>
      (await given(current(), { ownerId }, fields)).audiobook.id
    const ferry = await add({ title: 'The Ferry', author: 'Ann Öst' })
    const percent = await add({ title: '100% True', author: 'b_b', status: 'completed' })
    const other = await add({ title: 'The Ferry' }, 'filters elsewhere')
    const ids = async (filter: Parameters<typeof audiobooks.list>[0]) => {
      const request = { sort: 'title', direction: 'asc', after: null, limit: 100 } as const
      return (await expectOk(audiobooks.list(filter, request))).items.map(({ id }) => id)
    }
    expect(await ids({ ownerId: 'filters' })).toEqual([percent, ferry])
    expect(await ids({ ownerId: 'filters', status: 'completed' })).toEqual([percent])
    expect(await ids({ ownerId: 'filters', text: 'FERRY' })).toEqual([ferry])
    expect(await ids({ ownerId: 'filters', text: 'ann ö' })).toEqual([ferry])
    expect(await ids({ ownerId: 'filters', text: 'ann Ö' })).toEqual([ferry])
    expect(await ids({ ownerId: 'filters', text: '%' })).toEqual([percent])
    expect(await ids({ ownerId: 'filters', text: '_' })).toEqual([percent])
    expect((await ids({ ownerId: null, text: 'the ferry' })).toSorted()).toEqual([ferry, other].toSorted())
  })
}
