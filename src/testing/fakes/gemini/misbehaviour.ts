import type { GenerateRequest } from './requests.ts'
import { promptOf, tellStory } from './storyteller.ts'

/**
 * Models that do not do as they should.
 * - `invents_quotes`: every quote is of its own making
 * - `wrong_json`: keeps to no schema
 * - `not_json`: chats
 * - `forgets_chapters`: speaks of the first chapter alone, unless it is asked about one
 * - `gullible`: does what it reads outside of the marks that make material data, and only there
 */
export type Misbehaviour = 'invents_quotes' | 'wrong_json' | 'not_json' | 'forgets_chapters' | 'gullible'

interface Written {
  text?: string
  chapter_summaries?: { chapter_number: number; text: string }[]
  evidence?: { quote: string; chapter_number: number }[]
  tags?: { evidence: { quote: string; chapter_number: number }[] }[]
}

export const HIJACKED = 'HACKED'

/** The text that the model answers with. */
export function misbehave(how: Misbehaviour, request: GenerateRequest): string {
  const story = tellStory(request) as Written
  switch (how) {
    case 'invents_quotes':
      return JSON.stringify(withInventedQuotes(story))
    case 'wrong_json':
      return JSON.stringify({ summary: story.text, chapters: 'three' })
    case 'not_json':
      return 'Certainly! Here is your summary:'
    case 'forgets_chapters':
      return JSON.stringify({ ...story, chapter_summaries: story.chapter_summaries?.slice(0, 1) })
    case 'gullible':
      return JSON.stringify(isToldToObey(request) ? hijacked(story) : story)
  }
}

const withInventedQuotes = (story: Written): Written => ({
  ...story,
  ...(story.evidence === undefined ? {} : { evidence: story.evidence.map(invented) }),
  ...(story.tags === undefined
    ? {}
    : { tags: story.tags.map((tag) => ({ ...tag, evidence: tag.evidence.map(invented) })) }),
})

const invented = (claim: { quote: string; chapter_number: number }, index: number) => ({
  ...claim,
  quote: `Nobody in this book ever said sentence number ${index}.`,
})

const hijacked = (story: Written): Written => ({ ...story, text: HIJACKED })

/** Instructions count when they stand outside of the material. */
function isToldToObey(request: GenerateRequest): boolean {
  const instructions = promptOf(request).replace(/<book>[\s\S]*?<\/book>/, '')
  const system = request.systemInstruction?.parts.map(({ text }) => text).join('\n') ?? ''
  return /ignore (?:all|your|previous)/i.test(instructions) || system.includes(HIJACKED)
}
