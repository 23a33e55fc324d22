import type { GenerateRequest } from './requests.ts'

/** A chapter as a prompt shows it: what a prompt marks as data between `<book>` and `</book>`. */
export interface ShownChapter {
  readonly number: number
  readonly title: string
  readonly lines: readonly string[]
}

export type AskedFor = 'summary' | 'tags' | 'condensed' | 'unknown'

const MAX_QUOTE_CHARACTERS = 200

/** By the properties that the answer is to have. */
export function askedFor(request: GenerateRequest): AskedFor {
  const names = Object.keys(request.generationConfig?.responseSchema?.properties ?? {})
  if (names.includes('tags')) return 'tags'
  if (names.includes('chapter_summaries')) return 'summary'
  return names.includes('text') ? 'condensed' : 'unknown'
}

export const promptOf = (request: GenerateRequest): string =>
  request.contents[0]?.parts.map(({ text }) => text).join('\n') ?? ''

/** The material of the first turn. */
export function shownChapters(request: GenerateRequest): ShownChapter[] {
  const material = /<book>\n([\s\S]*?)\n<\/book>/.exec(promptOf(request))?.[1] ?? ''
  return material.split(/^(?=\[Chapter \d+: )/m).flatMap((block) => {
    const heading = /^\[Chapter (\d+): (.*)\]$/m.exec(block)
    if (heading === null || !block.startsWith('[Chapter')) return []
    const lines = block
      .split('\n')
      .slice(1)
      .filter((line) => line.trim() !== '')
    return [{ number: Number(heading[1]), title: heading[2] ?? '', lines }]
  })
}

/** Answers as a good model would: says what the material says, and quotes it word for word. */
export function tellStory(request: GenerateRequest): unknown {
  const chapters = shownChapters(request)
  const quotes = chapters.flatMap(({ number, lines }) => {
    const line = lines.find((one) => one.split(' ').length > 3) ?? lines[0]
    return line === undefined ? [] : [{ quote: shorten(line), chapter_number: number }]
  })
  const first = quotes[0]?.quote ?? ''
  const text = `Told in ${chapters.length} parts: ${quotes.map(({ quote }) => quote.slice(0, 40)).join(' ')}`
  switch (askedFor(request)) {
    case 'condensed':
      return { text, short_description: first }
    case 'tags':
      return {
        tags: [
          { name: 'Sea Story', kind: 'genre', score: 0.9, evidence: quotes.slice(0, 1) },
          { name: 'calm', kind: 'mood', score: 0.6, evidence: quotes.slice(-1) },
        ],
      }
    default:
      return {
        text,
        short_description: first,
        chapter_summaries: numbersOf(chapters).map((number) => ({
          chapter_number: number,
          text: `Chapter ${number} tells: ${quotes.find((one) => one.chapter_number === number)?.quote ?? ''}`,
        })),
        evidence: quotes,
      }
  }
}

const numbersOf = (chapters: readonly ShownChapter[]) => [...new Set(chapters.map(({ number }) => number))]

const shorten = (line: string): string =>
  line.length <= MAX_QUOTE_CHARACTERS ? line : line.slice(0, line.lastIndexOf(' ', MAX_QUOTE_CHARACTERS))
