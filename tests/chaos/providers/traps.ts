import { createDice } from '../dice.ts'

/*
 * Where processes die. A boundary is a call that has an effect outside of the process: on a vendor, the database or the
 * API. A process dies before it, so that nothing happened, or after it, so that it happened and nobody heard of it.
 */

export type Moment = 'before' | 'after'
export type MortalRole = 'api' | 'transcriber' | 'worker'

/** By role: method of a port in workers, message in the API. */
const BOUNDARIES: Readonly<Record<MortalRole, readonly string[]>> = {
  transcriber: [
    'reporter.start',
    // The intent, and what is known of the vendor's job.
    'reporter.checkpoint',
    'transcriber.start',
    'reporter.park',
    'transcriber.resume',
    'usage.record',
    'outputs.saveTranscripts',
    'transcriber.discard',
    'reporter.complete',
    'reporter.fail',
  ],
  worker: [
    'reporter.start',
    'llm.summarize',
    'llm.tag',
    'embedder.embed',
    'usage.record',
    'outputs.savePart',
    'outputs.saveAiOutput',
    'searchIndex.saveEmbeddings',
    'reporter.complete',
    'reporter.fail',
  ],
  api: ['webhook', 'start', 'checkpoint', 'park', 'complete'],
}
const MOMENTS = ['before', 'after'] as const

/** Springs once, at that passage or the first one after it. */
export interface Trap {
  readonly role: MortalRole
  readonly boundary: string
  readonly moment: Moment
  /** From 1, counted over all processes of the role. */
  readonly passage: number
}

export const placeOf = ({ role, boundary, moment }: Omit<Trap, 'passage'>): string =>
  `${role} ${boundary} ${moment}`
export const nameOf = (trap: Trap): string => `${placeOf(trap)} ${trap.passage}`

export interface TrapPlan {
  readonly seed: number
  /** At each boundary and moment, one trap a round. */
  readonly rounds: number
  /** Passages that every boundary has for certain; those of faults excepted. */
  readonly passages: number
  /** So many of them, chosen by the seed; absent: all. */
  readonly most?: number
}

/** A failure is reported as often as vendors fail; the first ones do. */
const isOfFaults = (boundary: string) => boundary === 'reporter.fail'

/** The same for the same seed. The rounds are spread over the passages, so that early and late jobs meet them. */
export function planTraps({ seed, rounds, passages, most }: TrapPlan): readonly Trap[] {
  const dice = createDice(seed)
  const all = (['transcriber', 'worker', 'api'] as const).flatMap((role) =>
    BOUNDARIES[role].flatMap((boundary) =>
      MOMENTS.flatMap((moment) =>
        Array.from({ length: isOfFaults(boundary) ? 1 : rounds }, (_, round): Trap => {
          const from = (round / rounds) * passages
          const passage = 1 + Math.floor(dice.between(from, from + passages / rounds))
          return { role, boundary, moment, passage: isOfFaults(boundary) ? 1 : passage }
        }),
      ),
    ),
  )
  const weighed = all.map((trap) => ({ trap, weight: dice.between(0, 1) }))
  const chosen = weighed.toSorted((a, b) => a.weight - b.weight).map(({ trap }) => trap)
  return chosen.slice(0, most ?? all.length)
}
