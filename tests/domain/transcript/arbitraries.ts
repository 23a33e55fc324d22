import fc from 'fast-check'
import type { Segment, Transcript, Word } from '../../../src/domain/transcript/transcript.ts'

const text = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-z]{1,12}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('R&D', '<b>', '-->', 'a<b', '&amp;', "don't", 'Straße', '😀', 'x'.repeat(80)),
  },
)

/** Words in order, with gaps of up to a few seconds; times in whole milliseconds. */
const words = (maxLength: number): fc.Arbitrary<{ text: string; gapMs: number; lengthMs: number }[]> =>
  fc.array(
    fc.record({
      text,
      gapMs: fc.oneof({ weight: 9, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(9000) }),
      lengthMs: fc.integer({ min: 20, max: 900 }),
    }),
    { maxLength },
  )

/** Speech as an engine reports it: ordered, not overlapping, cut into segments anywhere. */
export const transcripts = (maxWords = 300): fc.Arbitrary<Transcript> =>
  fc
    .tuple(words(maxWords), fc.integer({ min: 1, max: 60 }), fc.boolean())
    .map(([list, perSegment, hasSpeakers]) => {
      let atMs = 0
      const timed = list.map(({ text, gapMs, lengthMs }): Word => {
        const startMs = atMs + gapMs
        atMs = startMs + lengthMs
        return { text, startSeconds: startMs / 1000, endSeconds: atMs / 1000, confidence: 0.5 }
      })
      const segments: Segment[] = []
      for (let index = 0; index < timed.length; index += perSegment) {
        const group = timed.slice(index, index + perSegment)
        const [first, last] = [group[0], group.at(-1)]
        if (first === undefined || last === undefined) continue
        segments.push({
          text: group.map((word) => word.text).join(' '),
          startSeconds: first.startSeconds,
          endSeconds: last.endSeconds,
          ...(hasSpeakers ? { speaker: index % 2 === 0 ? 'Ann <& Co' : 'Bob' } : {}),
          words: group,
        })
      }
      return { language: 'en', engine: 'test', durationSeconds: atMs / 1000 + 1, segments }
    })

export const allWords = (transcript: Transcript): Word[] =>
  transcript.segments.flatMap((segment) => segment.words)

/** Marks that cover a transcript from its start to its end, cut at the given fractions. */
export const contiguousMarks = (durationSeconds: number, fractions: readonly number[]) => {
  const cuts = [...new Set(fractions.map((fraction) => Math.round(fraction * durationSeconds * 1000) / 1000))]
    .filter((cut) => cut > 0 && cut < durationSeconds)
    .sort((a, b) => a - b)
  const bounds = [0, ...cuts, durationSeconds]
  return bounds
    .slice(0, -1)
    .map((startSeconds, index) => ({ startSeconds, endSeconds: bounds[index + 1] ?? durationSeconds }))
}
