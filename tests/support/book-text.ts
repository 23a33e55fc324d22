import type { BookText } from '../../src/ports/llm.ts'

const CHAPTERS = [
  [
    'Mara Voss kept the lighthouse on Gannet Rock, alone since her grandfather had died in the spring.',
    'Every evening she climbed the ninety-one steps with a can of oil and lit the great lamp.',
    'The lamp turned on its brass wheels and swept the bay from the reef to the harbor mouth.',
    'In the village of Tarrin they said that the lamp had never once gone dark.',
    'Her grandfather had told her about the winter of the long fog, when the lamp failed and a ship broke upon the reef.',
    'He had written it all in a log book that he kept under the stair.',
  ],
  [
    'She opened the log book on a night of heavy rain, and the pages smelled of salt and oil.',
    'Her grandfather had not slept for three nights during the long fog, and on the fourth he closed his eyes.',
    'When he woke, the lamps were cold and men were calling from the water.',
    'He rowed out in the small boat and brought back one child, a boy named Tobias, wrapped in a sail.',
    'Tobias grew up in Tarrin and became the harbor master, and he never knew why the light had gone out.',
  ],
  [
    'The storm came at the end of September and tore the shutters from the lighthouse.',
    'At midnight a gust broke the glass of the lantern room and the lamp went out.',
    'Mara carried every candle to the broken window and rang the old fog bell until her hands bled.',
    'Out on the black water the harbor boat turned away from the reef with Tobias and nine fishermen aboard.',
    'In the grey morning Tobias climbed the steps, and Mara gave him the log book.',
    'Together they mended the lamp.',
  ],
]
const LINE_SECONDS = 6

/** A short story of three chapters, written for these tests; every line is a sentence. */
export const shortStory: BookText = {
  title: 'The Keeper of Gannet Rock',
  author: 'A. Tester',
  language: 'en',
  chapters: CHAPTERS.map((lines, index) => ({
    number: index + 1,
    title: `Chapter ${index + 1}`,
    lines: lines.map((text, line) => ({
      startSeconds: line * LINE_SECONDS,
      endSeconds: line * LINE_SECONDS + LINE_SECONDS - 0.5,
      text,
    })),
  })),
}

const DRAFT_LINE_WORDS = [11, 14, 9, 17, 12]

/** The same as speech recognition gives it: no capitals, no points, lines that end anywhere. */
export const draftStory: BookText = {
  ...shortStory,
  chapters: CHAPTERS.map((lines, index) => ({
    number: index + 1,
    title: '',
    lines: draftLines(lines.join(' ')),
  })),
}

function draftLines(text: string) {
  const words = text
    .toLowerCase()
    .replace(/[^a-z' -]/g, '')
    .split(/\s+/)
  const lines: { startSeconds: number; endSeconds: number; text: string }[] = []
  for (let from = 0; from < words.length; ) {
    const count = DRAFT_LINE_WORDS[lines.length % DRAFT_LINE_WORDS.length] ?? 10
    const startSeconds = lines.length * LINE_SECONDS
    lines.push({
      startSeconds,
      endSeconds: startSeconds + LINE_SECONDS - 0.5,
      text: words.slice(from, from + count).join(' '),
    })
    from += count
  }
  return lines
}

/** A book of one chapter with these lines, six seconds each. */
export function bookOf(lines: readonly string[], language = 'en'): BookText {
  const timed = lines.map((text, index) => ({
    startSeconds: index * LINE_SECONDS,
    endSeconds: (index + 1) * LINE_SECONDS,
    text,
  }))
  return {
    title: 'A book',
    author: 'Someone',
    language,
    chapters: [{ number: 1, title: 'One', lines: timed }],
  }
}
