/** What the fake hears: made up from the length, so that the same audio has the same transcript. */
const WORDS = 'the keeper lit a lamp and watched dark water rise slowly'.split(' ')
const SECONDS_PER_WORD = 0.5
const WORDS_PER_SENTENCE = 8
const SENTENCES_PER_TURN = 4

interface Element {
  readonly type: 'text' | 'punct'
  readonly value: string
  readonly ts?: number
  readonly end_ts?: number
  readonly confidence?: number
}

export interface FakeTranscript {
  readonly monologues: readonly { readonly speaker: number; readonly elements: readonly Element[] }[]
}

/** Two speakers take turns, unless there is only one to be told. */
export function speak(durationSeconds: number, speakers: number): FakeTranscript {
  const wordCount = Math.max(1, Math.floor(durationSeconds / SECONDS_PER_WORD))
  const wordsPerTurn = WORDS_PER_SENTENCE * SENTENCES_PER_TURN
  const turns = speakers === 1 ? 1 : Math.ceil(wordCount / wordsPerTurn)
  const turnLength = speakers === 1 ? wordCount : wordsPerTurn
  return {
    monologues: Array.from({ length: turns }, (_, turn) => ({
      speaker: turn % speakers,
      elements: elementsOf(turn * turnLength, Math.min(wordCount, (turn + 1) * turnLength), durationSeconds),
    })),
  }
}

function elementsOf(from: number, to: number, durationSeconds: number): Element[] {
  const elements: Element[] = []
  for (let index = from; index < to; index += 1) {
    const place = index % WORDS_PER_SENTENCE
    const word = WORDS[index % WORDS.length] ?? ''
    if (index > from) elements.push({ type: 'punct', value: ' ' })
    elements.push({
      type: 'text',
      value: place === 0 ? `${word.charAt(0).toUpperCase()}${word.slice(1)}` : word,
      ts: hundredths(index * SECONDS_PER_WORD),
      end_ts: hundredths(Math.min(durationSeconds, (index + 1) * SECONDS_PER_WORD)),
      confidence: 0.97,
    })
    if (place === WORDS_PER_SENTENCE - 1 || index === to - 1) elements.push({ type: 'punct', value: '.' })
  }
  return elements
}

const hundredths = (seconds: number): number => Math.round(seconds * 100) / 100

/** As in the reference: one line a monologue. */
export const plainText = ({ monologues }: FakeTranscript): string =>
  monologues
    .map(({ speaker, elements }) => {
      const text = elements.map(({ value }) => value).join('')
      return `Speaker ${speaker}:    ${clock(elements[0]?.ts ?? 0)}    ${text}\n`
    })
    .join('')

/** One cue a monologue: enough to tell the formats apart. */
export function captions({ monologues }: FakeTranscript, type: 'srt' | 'vtt'): string {
  const separator = type === 'srt' ? ',' : '.'
  const cues = monologues.map(({ elements }, index) => {
    const timed = elements.filter(({ ts }) => ts !== undefined)
    const range = `${stamp(timed[0]?.ts ?? 0, separator)} --> ${stamp(timed.at(-1)?.end_ts ?? 0, separator)}`
    return `${index + 1}\n${range}\n${elements.map(({ value }) => value).join('')}\n`
  })
  return [...(type === 'vtt' ? ['WEBVTT\n'] : []), ...cues].join('\n')
}

const clock = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(11, 19)
const stamp = (seconds: number, separator: string): string =>
  new Date(seconds * 1000).toISOString().slice(11, 23).replace('.', separator)
