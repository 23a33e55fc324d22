import type { Segment, Word } from '../../domain/transcript/transcript.ts'
import type { RevAiElement, RevAiTranscript } from './shapes.ts'

/** A pause of so long ends a segment. */
const PAUSE_SECONDS = 1
/** A sentence that ends after so long ends the segment with it. */
const SENTENCE_SECONDS = 5
/** However the sentence goes on. */
const LONGEST_SECONDS = 30

const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*\s*$/u
/** Scripts that are written without spaces. */
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

interface OpenSegment {
  text: string
  readonly words: Word[]
}

/**
 * Monologues to segments of a few sentences, in order, with words in order: the vendor's times, rounded to hundredths,
 * may overlap a little. Speakers are named when there are several.
 */
export function segmentsOf({ monologues }: RevAiTranscript): readonly Segment[] {
  const names = speakerNames(monologues)
  const segments: Segment[] = []
  let clockSeconds = 0
  for (const { speaker, elements } of monologues) {
    for (const { text, words } of cutElements(elements, clockSeconds)) {
      const [first] = words
      const last = words.at(-1)
      if (first === undefined || last === undefined) continue
      clockSeconds = last.endSeconds
      segments.push({
        ...{ text: text.trim(), startSeconds: first.startSeconds, endSeconds: last.endSeconds, words },
        ...confidenceOf(words),
        ...(names.size > 1 ? { speaker: names.get(speaker) ?? '' } : {}),
      })
    }
  }
  return segments
}

/** By number: as the vendor names them, else in the order in which they speak. */
function speakerNames(monologues: RevAiTranscript['monologues']): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const { speaker, speaker_info } of monologues) {
    if (!names.has(speaker)) names.set(speaker, speaker_info?.display_name ?? `Speaker ${names.size + 1}`)
  }
  return names
}

function cutElements(elements: readonly RevAiElement[], startSeconds: number): readonly OpenSegment[] {
  const segments: OpenSegment[] = []
  let clockSeconds = startSeconds
  for (const element of elements) {
    const open = segments.at(-1)
    if (element.type === 'punct') {
      if (open !== undefined) open.text += element.value
      continue
    }
    const text = element.value.trim()
    if (text === '') continue
    const word = wordOf(element, text, clockSeconds)
    clockSeconds = word.endSeconds
    if (open === undefined || endsBefore(open, word)) segments.push({ text, words: [word] })
    else {
      open.text += needsSpace(open.text, text) ? ` ${text}` : text
      open.words.push(word)
    }
  }
  return segments
}

/** What is not understood (`<inaudible>`) has no times: it stands between its neighbours. */
function wordOf({ ts, end_ts, confidence }: RevAiElement, text: string, clockSeconds: number): Word {
  const startSeconds = Math.max(clockSeconds, ts ?? clockSeconds)
  const endSeconds = Math.max(startSeconds, end_ts ?? startSeconds)
  const known = confidence === undefined ? {} : { confidence: Math.min(1, Math.max(0, confidence)) }
  return { text, startSeconds, endSeconds, ...known }
}

function endsBefore({ text, words }: OpenSegment, next: Word): boolean {
  const first = words[0] ?? next
  const last = words.at(-1) ?? next
  if (next.startSeconds - last.endSeconds >= PAUSE_SECONDS) return true
  if (next.endSeconds - first.startSeconds > LONGEST_SECONDS) return true
  return last.endSeconds - first.startSeconds >= SENTENCE_SECONDS && SENTENCE_END.test(text)
}

/** Spaces are elements of their own; where they were left out, words must not run together. */
const needsSpace = (before: string, next: string): boolean =>
  /[\p{L}\p{N}>]$/u.test(before) && /^[\p{L}\p{N}<]/u.test(next) && !SPACELESS.test(next)

function confidenceOf(words: readonly Word[]): { readonly confidence?: number } {
  const known = words.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]))
  if (known.length === 0) return {}
  return { confidence: known.reduce((sum, value) => sum + value, 0) / known.length }
}
