import { expect, test } from 'bun:test'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { jobCountOf, planBooks, transcribeFate } from './book-plan.ts'
import { nextMisfortune } from './fate.ts'

test('the first calls for a piece of work fail as its fate says, whoever makes them', async () => {
  const directory = await temporaryDirectory()
  const kinds = (work: string, fate: Parameters<typeof nextMisfortune>[2]) =>
    Array.from({ length: 5 }, () => nextMisfortune(directory.path, work, fate)?.kind ?? 'fine')
  expect(kinds('a', 'fine')).toEqual(['fine', 'fine', 'fine', 'fine', 'fine'])
  expect(kinds('b', 'fails_twice')).toEqual(['transient', 'transient', 'fine', 'fine', 'fine'])
  expect(kinds('c', 'fails_always')).toEqual(['transient', 'transient', 'transient', 'transient', 'fine'])
  expect(kinds('d', 'throttled')).toEqual(['throttled', 'fine', 'fine', 'fine', 'fine'])
  expect(kinds('e', 'refused')).toEqual(['permanent', 'fine', 'fine', 'fine', 'fine'])
  expect(kinds('b', 'fails_twice')[0]).toBe('fine')
  await directory.remove()
})

test('the same seed plans the same books; the length of a file tells its fate', () => {
  const books = planBooks(500, 7, true)
  expect(books).toEqual(planBooks(500, 7, true))
  const fates = new Set(books.flatMap((book) => book.fileSeconds.map(transcribeFate)))
  expect([...fates].toSorted()).toEqual([
    'fails_always',
    'fails_once',
    'fails_twice',
    'fine',
    'parked',
    'refused',
    'throttled',
  ])
  expect(new Set(books.map(jobCountOf))).toEqual(new Set([4, 7]))
})
