import type { BookText } from '../../ports/llm.ts'

/** A stretch of one chapter, as a prompt shows it. */
export interface Section {
  readonly chapterNumber: number
  readonly title: string
  readonly text: string
}

/** Characters of the API's common rule of thumb; bytes, so that scripts with denser tokens count more. */
const BYTES_PER_TOKEN = 4
/** Marks and headings around a section. */
const SECTION_OVERHEAD_TOKENS = 16

const encoder = new TextEncoder()

export function estimateTokens(text: string): number {
  return Math.ceil(encoder.encode(text).byteLength / BYTES_PER_TOKEN)
}

/** Chapters without words are left out. */
export function bookSections(book: BookText): Section[] {
  return book.chapters
    .map((chapter) => ({
      chapterNumber: chapter.number,
      title: chapter.title,
      text: chapter.lines.map((line) => line.text).join('\n'),
    }))
    .filter((section) => /[\p{L}\p{N}]/u.test(section.text))
}

/** Packs sections in order into as few chunks as fit the budget; longer ones are cut, nothing is left out. */
export function packSections(sections: readonly Section[], budgetTokens: number): Section[][] {
  const chunks: Section[][] = []
  let used = 0
  for (const section of sections.flatMap((whole) => cutSection(whole, budgetTokens))) {
    const tokens = estimateTokens(section.text) + SECTION_OVERHEAD_TOKENS
    const current = chunks.at(-1)
    if (current === undefined || used + tokens > budgetTokens) {
      chunks.push([section])
      used = tokens
    } else {
      current.push(section)
      used += tokens
    }
  }
  return chunks
}

function cutSection(section: Section, budgetTokens: number): Section[] {
  const room = budgetTokens - SECTION_OVERHEAD_TOKENS
  if (estimateTokens(section.text) <= room) return [section]
  const pieces: string[] = []
  let piece = ''
  for (const line of section.text.split('\n').flatMap((text) => cutLine(text, room))) {
    if (piece !== '' && estimateTokens(piece) + estimateTokens(line) + 1 > room) {
      pieces.push(piece)
      piece = line
    } else {
      piece = piece === '' ? line : `${piece}\n${line}`
    }
  }
  pieces.push(piece)
  return pieces.map((text) => ({ ...section, text }))
}

/** A line that alone exceeds the room is cut between words, or between characters where there are no spaces. */
function cutLine(line: string, room: number): string[] {
  if (estimateTokens(line) <= room) return [line]
  const characters = Math.max(1, room) // one character is at most four bytes, one token by the estimate
  const pieces: string[] = []
  let rest = line
  while (rest.length > characters) {
    const space = rest.lastIndexOf(' ', characters)
    const end = space > characters / 2 ? space : characters
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...pieces, rest]
}
