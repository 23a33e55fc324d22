import type { SearchScope } from '../../../ports/search-index.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { loadFastCheck } from '../../fast-check.ts'
import { addSpokenBook } from '../../fixtures/claimed-book.ts'
import { expect, test } from '../../runner.ts'
import type { LibraryUnderTest } from '../library-under-test.ts'

const EVERYTHING: SearchScope = { ownerId: null }

export function wordsSuite(current: () => LibraryUnderTest, stems: boolean): void {
  const search = async (query: string, scope = EVERYTHING, limit = 10) =>
    (await expectOk(current().searchIndex.searchWords(query, scope, limit))).map((hit) => hit.passage.text)

  test('any of the words finds; more different words come first', async () => {
    const book = await addSpokenBook(current(), [
      'harbor harbor harbor harbor',
      'a lantern on the wall',
      'the lantern in the harbor',
      'nothing of the kind',
    ])
    expect((await search('lantern harbor')).slice(0, 1)).toEqual(['the lantern in the harbor'])
    expect((await search('lantern harbor')).toSorted()).toEqual([
      'a lantern on the wall',
      'harbor harbor harbor harbor',
      'the lantern in the harbor',
    ])
    expect(await search('lantern harbor', EVERYTHING, 1)).toHaveLength(1)
    expect(await search('submarine')).toEqual([])
    const [hit] = await expectOk(current().searchIndex.searchWords('LANTERN wall', EVERYTHING, 10))
    expect(hit).toMatchObject({ audiobookId: book.audiobook.id, passage: book.passages[1] })
  })

  test('scores fall from hit to hit', async () => {
    await addSpokenBook(current(), ['gull', 'gull gull gull and sand', 'gull sand wind', 'wind'])
    const hits = await expectOk(current().searchIndex.searchWords('gull sand wind', EVERYTHING, 10))
    const scores = hits.map((hit) => hit.score)
    expect(scores).toHaveLength(4)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(hits[0]?.passage.text).toBe('gull sand wind')
  })

  test('a phrase in quotes is required as it stands, an exclusion keeps out', async () => {
    await addSpokenBook(current(), [
      'white whale hunting',
      'whale painted white',
      'white whale and ship',
      'ship',
    ])
    expect((await search('"white whale"')).toSorted()).toEqual([
      'white whale and ship',
      'white whale hunting',
    ])
    expect(await search('"white whale" ship')).toEqual(['white whale and ship', 'white whale hunting'])
    expect((await search('white -ship')).toSorted()).toEqual(['whale painted white', 'white whale hunting'])
    expect(await search('white -"white whale"')).toEqual(['whale painted white'])
    expect(await search('-ship')).toEqual([])
    expect(await search('ship -submarine')).toHaveLength(2)
  })

  test('only the scope is searched', async () => {
    const mine = await addSpokenBook(current(), ['anchor of mine'], { ownerId: 'me', language: 'en-GB' })
    const other = await addSpokenBook(current(), ['anchor of mine too'], { ownerId: 'me', language: 'fr' })
    await addSpokenBook(current(), ['anchor of theirs'], { ownerId: 'them' })
    expect(await search('anchor')).toHaveLength(3)
    expect((await search('anchor', { ownerId: 'me' })).toSorted()).toEqual([
      'anchor of mine',
      'anchor of mine too',
    ])
    expect(await search('anchor', { ownerId: null, audiobookId: other.audiobook.id })).toEqual([
      'anchor of mine too',
    ])
    expect(await search('anchor', { ownerId: 'them', audiobookId: mine.audiobook.id })).toEqual([])
    expect(await search('anchor', { ownerId: 'me', language: 'EN' })).toEqual(['anchor of mine'])
    expect(await search('anchor', { ownerId: 'me', language: 'en-US' })).toEqual([])
    expect(await search('anchor', { ownerId: 'nobody' })).toEqual([])
  })

  test('whatever is typed, the search answers', async () => {
    await addSpokenBook(current(), ["the captain's well-known ship, 3.14 miles off"])
    expect(await search('well-known')).toHaveLength(1)
    expect(await search('3.14')).toHaveLength(1)
    const traps = [
      '',
      ' ',
      "'",
      '"',
      '\\',
      '!',
      'a & | b',
      '(',
      '<->',
      ':*',
      'x:*',
      '%',
      '\0',
      '\ud800',
      "'; --",
      '-',
      '"" -""',
    ]
    for (const trap of [...traps, 'ä'.repeat(5000), '((('.repeat(500), 'a '.repeat(2000)]) await search(trap)
    const fc = await loadFastCheck()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        await search(text)
      }),
      { numRuns: 30 },
    )
  })

  if (!stems) return

  test('words are stemmed as the language of each book wants it', async () => {
    await addSpokenBook(current(), ['the sailors were running'], { language: 'en-US' })
    await addSpokenBook(current(), ['die kinder spielten in den häusern'], { language: 'de' })
    await addSpokenBook(current(), ['les chevaux couraient'], { language: 'fr' })
    await addSpokenBook(current(), ['mouse running vole'], { language: 'tlh' })
    expect(await search('runs', { ownerId: null, language: 'en' })).toEqual(['the sailors were running'])
    expect(await search('sailor')).toEqual(['the sailors were running'])
    expect(await search('kindern')).toEqual(['die kinder spielten in den häusern'])
    expect(await search('cheval')).toEqual(['les chevaux couraient'])
    expect(await search('"sailor was running"')).toEqual(['the sailors were running'])
    expect(await search('run')).toEqual(['the sailors were running'])
    expect((await search('running vole')).toSorted()).toEqual([
      'mouse running vole',
      'the sailors were running',
    ])
  })

  test('stop words neither find nor exclude', async () => {
    await addSpokenBook(current(), ['the end of the story'])
    expect(await search('the')).toEqual([])
    expect(await search('"of the"')).toEqual([])
    expect(await search('story -the')).toHaveLength(1)
    expect(await search('"the story" story')).toHaveLength(1)
  })
}
