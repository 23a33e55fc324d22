import { expect, test } from 'bun:test'
import { type Evidence, findBreaches, type PromiseName, purchaseFigures } from './check.ts'

const summary = 'summarize chapters 0'
const vector = 'embed "Lamp0 burned."'

/** A run of one chapter with which everything is right; its summary was bought twice, the first answer being lost. */
const sound: Evidence = {
  chapters: 1,
  submitted: [0],
  transcripts: [{ chapter: 0, text: 'Lamp0 burned.' }],
  recordedTranscriptions: 1,
  purchases: [
    { item: summary, kind: 'summarize', atMs: 10 },
    { item: summary, kind: 'summarize', atMs: 20 },
    { item: vector, kind: 'embed', atMs: 15 },
  ],
  wanted: [
    { item: summary, savedAtMs: 25 },
    { item: vector, savedAtMs: 16 },
  ],
  books: [
    {
      id: 'book',
      status: 'completed',
      jobs: [{ id: 'job', type: 'summarize', status: 'completed', hasOutput: true }],
    },
  ],
  committed: new Map([['book', 1]]),
  ...{ refusals: [], deaths: [], unsprung: [] },
}

const breachesOf = (changes: Partial<Evidence>) =>
  findBreaches({ ...sound, ...changes }).map(({ promise }) => promise)

test('a sound run breaks no promise, and an answer that was lost may be bought again', () => {
  expect(breachesOf({})).toEqual([])
  expect(purchaseFigures(sound, 'summarize')).toEqual({ wanted: 1, bought: 2, unavoidable: 1, again: 0 })
})

test('what was bought after it had been saved is found', () => {
  const purchases = [...sound.purchases, { item: vector, kind: 'embed', atMs: 17 } as const]
  expect(breachesOf({ purchases })).toEqual(['bought_again'])
  const figures = purchaseFigures({ ...sound, purchases }, 'embed')
  expect(figures).toEqual({ wanted: 1, bought: 2, unavoidable: 0, again: 1 })
})

test.each<readonly [string, Partial<Evidence>, readonly PromiseName[]]>([
  ['a chapter billed twice', { submitted: [0, 0] }, ['billed_twice']],
  ['a bill for no chapter', { submitted: [0, 7] }, ['billed_twice']],
  ['a chapter that nobody submitted', { submitted: [] }, ['lost']],
  ['no transcript', { transcripts: [] }, ['lost']],
  ['the transcript of another', { transcripts: [{ chapter: 0, text: 'Lamp1' }] }, ['wrong_transcript']],
  ['a transcription off the books', { recordedTranscriptions: 0 }, ['unrecorded']],
  ['one recorded twice', { recordedTranscriptions: 2 }, ['unrecorded']],
  ['an answer that is not there', { wanted: [{ item: vector, savedAtMs: 16 }] }, ['bought_for_nothing']],
  ['a book without its jobs', { committed: new Map([['book', 2]]) }, ['lost']],
  ['a book that is missing', { books: [] }, ['lost']],
  ['a job refused for good', { refusals: ['job 1: bad_request'] }, ['refused']],
  ['a process that ended by itself', { deaths: ['worker-1 ended by itself (1)'] }, ['died']],
  ['a trap that nobody met', { unsprung: ['worker llm.tag before 1'] }, ['not_reached']],
])('%s is found', (_, changes, promises) => {
  expect(breachesOf(changes)).toEqual([...promises])
})

test('what was never saved is lost, and was bought for nothing', () => {
  const wanted = [
    { item: summary, savedAtMs: null },
    { item: vector, savedAtMs: 16 },
  ]
  expect(breachesOf({ wanted })).toEqual(['lost', 'bought_for_nothing'])
})
