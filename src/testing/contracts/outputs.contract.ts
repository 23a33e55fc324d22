import { uuidV7Ids } from '../../adapters/system/ids.ts'
import type { AiOutput, Summary, Tag } from '../../domain/audiobook/ai-output.ts'
import type { JsonValue } from '../../domain/job/job.ts'
import type { Coverage } from '../../domain/transcript/coverage.ts'
import { expectOk } from '../expect/expect-ok.ts'
import { addClaimedBook, FULL_COVERAGE, makePassages, makeTranscript } from '../fixtures/claimed-book.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '../runner.ts'
import type { LibraryUnderTest } from './library-under-test.ts'
import { togetherSuite } from './outputs/together.ts'

const LEASE_MS = 60_000

const summary = (text: string): Summary => ({
  text,
  shortDescription: 'Short.',
  chapterSummaries: [{ chapterNumber: 1, text: 'One.' }],
  evidence: [{ quote: 'a "quote"', chapterNumber: 1, startSeconds: 1.25 }],
})
const tag: Tag = { name: 'sea', kind: 'theme', score: 1, evidence: [] }

/** What `OutputRepository` promises. Every implementation runs it. */
export function outputsContract(options: {
  readonly name: string
  readonly create: () => Promise<LibraryUnderTest>
}): void {
  describe(`outputs: ${options.name}`, () => {
    let library: LibraryUnderTest
    beforeAll(async () => {
      library = await options.create()
    }, 60_000)
    // PGlite syncs its files as it closes.
    afterAll(() => library?.close(), 60_000)
    beforeEach(() => library.clear())

    transcriptSuite(() => library)
    generatedSuite(() => library)
    claimSuite(() => library)
    togetherSuite(() => library)
  })
}

function transcriptSuite(current: () => LibraryUnderTest): void {
  test('transcripts come back as they were saved, by chapter number, for chapters that have one', async () => {
    const { outputs } = current()
    const { claim, chapterIds, audiobook } = await addClaimedBook(current(), { chapterCount: 3 })
    const [first = '', second = '', third = ''] = chapterIds
    const later = makeTranscript(['Third – chapter', 'naïve \\ "words" 猫 💡'], 'de-AT')
    const earlier = makeTranscript(['First chapter'])
    const withGap: Coverage = {
      ...{ audioSeconds: 600.5, transcribedSeconds: 420.25 },
      warnings: [{ code: 'missing_inside', startSeconds: 12.5, endSeconds: 192.75 }],
    }
    expect(
      await expectOk(
        outputs.saveTranscripts(claim, [
          {
            ...{ chapterId: third, transcript: later, coverage: withGap },
            passages: makePassages(third, ['Third chapter']),
          },
          { chapterId: first, transcript: earlier, passages: [], coverage: FULL_COVERAGE },
        ]),
      ),
    ).toBe('accepted')
    expect(await expectOk(outputs.findTranscripts(audiobook.id))).toEqual([
      { chapterId: first, transcript: earlier },
      { chapterId: third, transcript: later },
    ])
    expect(await expectOk(outputs.findCoverage(audiobook.id))).toEqual([
      { chapterId: first, coverage: FULL_COVERAGE },
      { chapterId: third, coverage: withGap },
    ])
    expect(await expectOk(outputs.findTranscript(third))).toEqual(later)
    expect(await expectOk(outputs.findTranscript(second))).toBeNull()
    expect(await expectOk(outputs.findTranscripts(uuidV7Ids.next()))).toEqual([])
    expect(await expectOk(outputs.findCoverage(uuidV7Ids.next()))).toEqual([])
  })

  test('saving a transcript again replaces it and its passages, and leaves other chapters alone', async () => {
    const { outputs, searchIndex } = current()
    const { claim, chapterIds, audiobook } = await addClaimedBook(current(), { chapterCount: 2 })
    const save = (chapterId: string, text: string) =>
      expectOk(
        outputs.saveTranscripts(claim, [
          {
            chapterId,
            transcript: makeTranscript([text]),
            coverage: { ...FULL_COVERAGE, transcribedSeconds: text.length },
            passages: makePassages(chapterId, [text, `${text} again`]),
          },
        ]),
      )
    const [first = '', second = ''] = chapterIds
    await save(first, 'walrus')
    await save(second, 'whale')
    await save(first, 'penguin')
    const found = async (words: string) =>
      (await expectOk(searchIndex.searchWords(words, { ownerId: null }, 10))).length
    expect([await found('walrus'), await found('whale'), await found('penguin')]).toEqual([0, 2, 2])
    expect((await expectOk(outputs.findTranscript(first)))?.segments[0]?.text).toBe('penguin')
    const measured = await expectOk(outputs.findCoverage(audiobook.id))
    expect(measured.map(({ coverage }) => coverage?.transcribedSeconds)).toEqual([7, 5])
  })

  test('a chapter of many hours is saved whole', async () => {
    const { outputs } = current()
    const { claim, chapterIds } = await addClaimedBook(current())
    const [chapterId = ''] = chapterIds
    const texts = Array.from(
      { length: 4000 },
      (_, index) => `word${index} and some more words of a long chapter`,
    )
    const transcript = makeTranscript(texts)
    const passages = makePassages(chapterId, texts.slice(0, 1000))
    await expectOk(
      outputs.saveTranscripts(claim, [{ chapterId, transcript, passages, coverage: FULL_COVERAGE }]),
    )
    expect(await expectOk(outputs.findTranscript(chapterId))).toEqual(transcript)
    const hits = await expectOk(current().searchIndex.searchWords('word999', { ownerId: null }, 10))
    expect(hits.map((hit) => hit.passage)).toEqual(passages.slice(999))
  })

  test('text that a database can’t hold does not lose the rest', async () => {
    const { outputs } = current()
    const { claim, chapterIds } = await addClaimedBook(current())
    const [chapterId = ''] = chapterIds
    const texts = ['zero \0 byte', 'half \ud800 pair']
    const save = outputs.saveTranscripts(claim, [
      {
        ...{ chapterId, transcript: makeTranscript(texts), coverage: FULL_COVERAGE },
        passages: makePassages(chapterId, texts),
      },
    ])
    expect(await expectOk(save)).toBe('accepted')
    const hits = await expectOk(current().searchIndex.searchWords('byte', { ownerId: null }, 10))
    expect(hits).toHaveLength(1)
  })
}

function generatedSuite(current: () => LibraryUnderTest): void {
  test('generated results are kept by book, chapter and kind; the last one stays', async () => {
    const { outputs } = current()
    const { claim, chapterIds, audiobook } = await addClaimedBook(current(), { chapterCount: 2 })
    const [first = '', second = ''] = chapterIds
    const base = { audiobookId: audiobook.id, model: 'm' }
    const saved: AiOutput[] = [
      { ...base, kind: 'summary', chapterId: second, summary: summary('Second') },
      { ...base, kind: 'summary', chapterId: null, summary: summary('Old') },
      { ...base, kind: 'summary', chapterId: null, summary: summary('Whole') },
      { ...base, kind: 'tags', chapterId: null, tags: [] },
      { ...base, kind: 'tags', chapterId: null, tags: [tag] },
      { ...base, kind: 'summary', chapterId: first, summary: summary('First') },
    ]
    for (const output of saved) expect(await expectOk(outputs.saveAiOutput(claim, output))).toBe('accepted')
    expect(await expectOk(outputs.findAiOutputs(audiobook.id))).toEqual([
      { ...base, kind: 'summary', chapterId: null, summary: summary('Whole') },
      { ...base, kind: 'tags', chapterId: null, tags: [tag] },
      { ...base, kind: 'summary', chapterId: first, summary: summary('First') },
      { ...base, kind: 'summary', chapterId: second, summary: summary('Second') },
    ])
    expect(await expectOk(outputs.findAiOutputs(uuidV7Ids.next()))).toEqual([])
  })

  test('parts are kept by job and key, whatever their shape', async () => {
    const { outputs } = current()
    const { claim } = await addClaimedBook(current())
    const other = await addClaimedBook(current())
    const parts = new Map<string, JsonValue>([
      ['a', 'text'],
      ['b', null],
      ['c', { words: [1, 'x'] }],
      ['d', [false]],
    ])
    for (const [key, output] of parts)
      expect(await expectOk(outputs.savePart(claim, key, output))).toBe('accepted')
    await expectOk(outputs.savePart(claim, 'a', 'better text'))
    await expectOk(outputs.savePart(other.claim, 'a', 'of another job'))
    const found = await expectOk(outputs.findParts(claim.jobId))
    expect(Object.fromEntries(found)).toEqual({ ...Object.fromEntries(parts), a: 'better text' })
    expect(await expectOk(outputs.findParts(uuidV7Ids.next()))).toEqual(new Map())
  })
}

function claimSuite(current: () => LibraryUnderTest): void {
  test('a stale claim writes nothing', async () => {
    const { outputs, jobs } = current()
    const { claim, chapterIds, audiobook } = await addClaimedBook(current())
    const [chapterId = ''] = chapterIds
    const writeAll = async () => [
      await expectOk(
        outputs.saveTranscripts(claim, [
          {
            ...{ chapterId, transcript: makeTranscript(['late']), coverage: FULL_COVERAGE },
            passages: makePassages(chapterId, ['late']),
          },
        ]),
      ),
      await expectOk(
        outputs.saveAiOutput(claim, {
          ...{ kind: 'tags', audiobookId: audiobook.id, chapterId: null, model: 'm', tags: [tag] },
        }),
      ),
      await expectOk(outputs.savePart(claim, 'a', 1)),
    ]
    await expectOk(jobs.release(claim))
    expect(await writeAll()).toEqual(['stale', 'stale', 'stale'])
    const next = await expectOk(jobs.claim(claim.jobId, 'other', LEASE_MS))
    expect(await writeAll()).toEqual(['stale', 'stale', 'stale'])
    await expectOk(jobs.complete({ jobId: claim.jobId, epoch: next?.epoch ?? 0 }))
    expect(await writeAll()).toEqual(['stale', 'stale', 'stale'])
    expect(await expectOk(outputs.findTranscript(chapterId))).toBeNull()
    expect(await expectOk(outputs.findAiOutputs(audiobook.id))).toEqual([])
    expect(await expectOk(outputs.findParts(claim.jobId))).toEqual(new Map())
    expect(await expectOk(current().searchIndex.searchWords('late', { ownerId: null }, 10))).toEqual([])
  })

  test('outputs of a removed book are stale', async () => {
    const { outputs } = current()
    const book = await addClaimedBook(current())
    await current().removeBook(book)
    const output = {
      kind: 'tags',
      audiobookId: book.audiobook.id,
      chapterId: null,
      model: 'm',
      tags: [],
    } as const
    expect(await expectOk(outputs.saveAiOutput(book.claim, output))).toBe('stale')
    expect(await expectOk(outputs.savePart(book.claim, 'a', 1))).toBe('stale')
  })

  test('a part of one claim and the end of that claim: either order, never a part after the end', async () => {
    for (let round = 0; round < 10; round++) {
      const { claim } = await addClaimedBook(current())
      const [part] = await Promise.all([
        expectOk(current().outputs.savePart(claim, 'a', round)),
        expectOk(current().jobs.release(claim)),
      ])
      const parts = await expectOk(current().outputs.findParts(claim.jobId))
      expect(parts.size).toBe(part === 'accepted' ? 1 : 0)
    }
  })
}
