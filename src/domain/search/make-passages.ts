import { splitOnSpace, timedWords } from '../transcript/timed-words.ts'
import type { Segment, Transcript } from '../transcript/transcript.ts'
import type { Passage, PassageLine } from './passage.ts'

const MIN_PASSAGE_SECONDS = 30
const MAX_PASSAGE_SECONDS = 60
const IDEAL_PASSAGE_SECONDS = 45
/** A longer segment is cut between words. Half a passage, so that lines always pack into 30–60 s. */
const MAX_LINE_SECONDS = MAX_PASSAGE_SECONDS / 2
/** Cost of each second below the minimum; the squared distance from the ideal is at most 225 within 30–60 s. */
const SHORTNESS_WEIGHT = 200

/**
 * Cuts a chapter into passages for search: 30–60 s each, at ends of segments (a segment over 30 s is cut between words).
 * Shorter only where no such cut exists: a short chapter, or speech between long silences. Every word lands in exactly
 * one passage.
 */
export const makePassages = (chapterId: string, transcript: Transcript, nextId: () => string): Passage[] => {
  const lines = transcript.segments.flatMap(cutIntoLines)
  const starts = choosePassageStarts(lines)
  return starts.flatMap((start, index) => {
    const group = lines.slice(start, starts[index + 1] ?? lines.length)
    const first = group[0]
    if (first === undefined) return []
    return {
      id: nextId(),
      chapterId,
      index,
      startSeconds: first.startSeconds,
      endSeconds: latestEnd(group),
      text: group.map(({ text }) => text).join(' '),
      lines: group,
    }
  })
}

const latestEnd = (lines: readonly PassageLine[]): number =>
  lines.reduce((latest, { endSeconds }) => Math.max(latest, endSeconds), 0)

const cutIntoLines = (segment: Segment): PassageLine[] => {
  const { startSeconds, endSeconds } = segment
  const text = splitOnSpace(segment.text).join(' ')
  const seconds = endSeconds - startSeconds
  const words = timedWords(segment)
  if (seconds <= MAX_LINE_SECONDS || words.length < 2)
    return text === '' ? [] : [{ startSeconds, endSeconds, text }]
  const lineSeconds = seconds / Math.ceil(seconds / MAX_LINE_SECONDS)
  const groups: (typeof words)[number][][] = []
  for (const word of words) {
    const group = groups.at(-1)
    const first = group?.[0]
    if (group === undefined || first === undefined || word.endSeconds - first.startSeconds > lineSeconds)
      groups.push([word])
    else group.push(word)
  }
  return groups.flatMap((group) => {
    const first = group[0]
    if (first === undefined) return []
    return {
      startSeconds: first.startSeconds,
      endSeconds: latestEnd(group),
      text: group.map((word) => word.text).join(' '),
    }
  })
}

/**
 * The cheapest way to cut lines into passages, by dynamic programming: `best[n]` is the lowest cost of the first n
 * lines. Work is bounded by the lines that fit into one passage.
 */
const choosePassageStarts = (lines: readonly PassageLine[]): number[] => {
  const best: { cost: number; start: number }[] = [{ cost: 0, start: 0 }]
  for (let end = 1; end <= lines.length; end++) {
    let choice = { cost: Number.POSITIVE_INFINITY, start: end - 1 }
    let endSeconds = 0
    for (let start = end - 1; start >= 0; start--) {
      const line = lines[start]
      if (line === undefined) break
      endSeconds = Math.max(endSeconds, line.endSeconds)
      const seconds = endSeconds - line.startSeconds
      if (seconds > MAX_PASSAGE_SECONDS && start < end - 1) break
      const cost = (best[start]?.cost ?? 0) + passageCost(seconds)
      if (cost <= choice.cost) choice = { cost, start }
    }
    best.push(choice)
  }
  const starts: number[] = []
  for (let end = lines.length; end > 0; end = best[end]?.start ?? 0) starts.push(best[end]?.start ?? 0)
  return starts.reverse()
}

const passageCost = (seconds: number): number =>
  (seconds - IDEAL_PASSAGE_SECONDS) ** 2 + SHORTNESS_WEIGHT * Math.max(0, MIN_PASSAGE_SECONDS - seconds)
