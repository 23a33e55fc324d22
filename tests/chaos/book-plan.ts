import { createDice } from './dice.ts'
import type { Fate } from './fate.ts'

export interface BookPlan {
  readonly title: string
  /** Says what the language model does to it: engines see the author of a book, not its number. */
  readonly author: string
  readonly priority: number
  /** One file a chapter; the length of a file says what the transcriber does to it. */
  readonly fileSeconds: readonly number[]
  readonly fates: { readonly summarize: Fate; readonly tag: Fate }
}

const FATES = ['fine', 'fails_once', 'fails_twice', 'fails_always', 'throttled', 'refused', 'parked'] as const
const SHORTEST_FILE_SECONDS = 4
/** Every third has two files. */
const CHAPTERS_EVERY = 3
const PRIORITIES = 10

/** Lengths stand for fates: the transcriber is told of an audio file and nothing else. */
const secondsFor = (fate: Fate) => SHORTEST_FILE_SECONDS + FATES.indexOf(fate)

export const transcribeFate = (durationSeconds: number): Fate =>
  FATES[Math.round(durationSeconds) - SHORTEST_FILE_SECONDS] ?? 'fine'

export function fatesOfAuthor(author: string): BookPlan['fates'] {
  const [summarize, tag] = author.split(' ').map((word) => FATES.find((fate) => fate === word))
  return { summarize: summarize ?? 'fine', tag: tag ?? 'fine' }
}

/** Jobs that a book gets by the rules of the domain. */
export const jobCountOf = ({ fileSeconds }: BookPlan): number =>
  fileSeconds.length === 1 ? 4 : 2 * fileSeconds.length + 3

/** The books of a run, the same for the same seed. Without patience nothing fails twice: later retries take long. */
export function planBooks(count: number, seed: number, isPatient: boolean): readonly BookPlan[] {
  const dice = createDice(seed)
  const fate = (parkedWeight: number): Fate =>
    dice.pickWeighted<Fate>([
      [80, 'fine'],
      [6, 'fails_once'],
      [isPatient ? 2 : 0, 'fails_twice'],
      [isPatient ? 1 : 0, 'fails_always'],
      [3, 'throttled'],
      [3, 'refused'],
      [parkedWeight, 'parked'],
    ])
  return Array.from({ length: count }, (_, index) => {
    const fileCount = index % CHAPTERS_EVERY === 0 ? 2 : 1
    const fates = { summarize: fate(0), tag: fate(0) }
    return {
      title: `Book ${index}`,
      author: `${fates.summarize} ${fates.tag}`,
      priority: dice.index(PRIORITIES),
      fileSeconds: Array.from({ length: fileCount }, () => secondsFor(fate(5))),
      fates,
    }
  })
}
