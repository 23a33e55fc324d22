import type { FakeTranscript } from '../../../src/testing/fakes/revai/transcript.ts'
import type { BookPlan } from '../book-plan.ts'
import { createDice } from '../dice.ts'

/*
 * Every chapter of a run has a number, that follows from the length of its file and stands in every sentence of its
 * transcript: so it can be told what each request to a vendor was about, whatever was asked.
 */

const SHORTEST_SECONDS = 4
/** A whole number of samples. */
const STEP_SECONDS = 0.025
const MOST_FILES = 5
const PRIORITIES = 10

const secondsOf = (chapter: number): number => SHORTEST_SECONDS + chapter * STEP_SECONDS
export const chapterOf = (durationSeconds: number): number =>
  Math.round((durationSeconds - SHORTEST_SECONDS) / STEP_SECONDS)

/** Books of one to five files, that come to so many chapters. The same for the same seed. */
export function planChapters(chapters: number, seed: number): readonly BookPlan[] {
  const dice = createDice(seed)
  const books: BookPlan[] = []
  for (let from = 0; from < chapters; ) {
    const fileCount = Math.min(chapters - from, 1 + dice.index(MOST_FILES))
    const first = from
    books.push({
      title: `Book ${books.length}`,
      author: 'A. Keeper',
      priority: dice.index(PRIORITIES),
      fileSeconds: Array.from({ length: fileCount }, (_, index) => secondsOf(first + index)),
      fates: { summarize: 'fine', tag: 'fine' },
    })
    from += fileCount
  }
  return books
}

const REST = 'burned all night while dark water rose around it'.split(' ')
const SENTENCES = 3

/** What Rev.ai hears in a chapter. */
export function tellChapter(durationSeconds: number): FakeTranscript {
  const chapter = chapterOf(durationSeconds)
  const sentences = Array.from({ length: SENTENCES }, (_, index) => [
    `Lamp${chapter}`,
    ...REST.slice(index),
    `${index}`,
  ])
  const secondsPerWord = durationSeconds / sentences.flat().length
  let spoken = 0
  const elements = sentences.flatMap((words) => [
    ...words.flatMap((value, index) => {
      const ts = spoken * secondsPerWord
      spoken += 1
      const word = { type: 'text' as const, value, ts, end_ts: ts + secondsPerWord, confidence: 0.97 }
      return index === 0 ? [word] : [{ type: 'punct' as const, value: ' ' }, word]
    }),
    { type: 'punct' as const, value: '. ' },
  ])
  return { monologues: [{ speaker: 0, elements }] }
}

/** The chapters that a text is about, in order. */
export const chaptersIn = (text: string): readonly number[] =>
  [...new Set([...text.matchAll(/lamp(\d+)/gi)].map((match) => Number(match[1])))].toSorted((a, b) => a - b)
