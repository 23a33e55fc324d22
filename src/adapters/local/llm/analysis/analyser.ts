import { createEnglishAnalyser } from './english.ts'
import { createNeutralAnalyser } from './neutral.ts'
import type { Analyser } from './token.ts'

let english: Analyser | null = null

/** The English model takes 0.1 s to start, so it is made once a thread. */
export function analyserFor(language: string): Analyser {
  if (!/^en(?:-|$)/i.test(language)) return createNeutralAnalyser(language)
  english ??= createEnglishAnalyser()
  return english
}
