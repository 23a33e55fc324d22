import type { BookText } from '../../src/ports/llm.ts'

export interface LongBookOptions {
  readonly chapters: number
  readonly hours: number
  /** Of speech. */
  readonly wordsPerMinute: number
}

const WORDS_PER_LINE = 14
const VOCABULARY =
  `the of and a to in he she was that it his her had with for on at as by not but from they were there when which all
  one would said out up into about could then some like over time before other after little down more where now must
  house water night light storm harbor keeper lamp window letter garden captain morning winter mother silence road
  machine question answer river mountain village memory stranger shadow candle kitchen journey weather evening music`
    .split(/\s+/)
    .filter((word) => word !== '')

/** The same at every run: a linear congruential generator (Numerical Recipes). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Speech without sense, at an even pace; every line is unique, so that it can be found again in a prompt. */
export function writeLongBook({ chapters, hours, wordsPerMinute }: LongBookOptions): BookText {
  const random = createRandom(40)
  const linesEach = Math.round((hours * 60 * wordsPerMinute) / WORDS_PER_LINE / chapters)
  const secondsPerLine = (WORDS_PER_LINE / wordsPerMinute) * 60
  const word = () => VOCABULARY[Math.floor(random() * VOCABULARY.length)] ?? ''
  return {
    title: 'The Long Watch',
    author: 'A. Generator',
    language: 'en',
    chapters: Array.from({ length: chapters }, (_, chapter) => ({
      number: chapter + 1,
      title: `Chapter ${chapter + 1}`,
      lines: Array.from({ length: linesEach }, (_, line) => ({
        startSeconds: line * secondsPerLine,
        endSeconds: (line + 1) * secondsPerLine,
        text: `In ${chapter + 1} at ${line} ${Array.from({ length: WORDS_PER_LINE - 4 }, word).join(' ')}.`,
      })),
    })),
  }
}
