import type { Word } from '../../../domain/transcript/transcript.ts'

/**
 * Words of a piece in order, seconds from its start. Both parsers skip lines that they don't know, and drop fillers:
 * sentence marks, silence and noises.
 */
export type ParseOutput = (stdout: string) => readonly Word[]

/** `<s>`, `</s>`, `<sil>`, `[NOISE]`, `[SPEECH]`, `++breath++`. */
const FILLER = /^(<.*>|\[.*\]|\+\+.*\+\+)$/u
/** The number of a pronunciation, as in `to(3)`. */
const VARIANT = /\(\d+\)$/u
const WORD_LINE = /^(\S+) (\d+(?:\.\d+)?) (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)$/u

/** `pocketsphinx_continuous -time yes` of 5prealpha: an utterance's text, then a line `word start end confidence` each. */
export const parseTimedLines: ParseOutput = (stdout) =>
  stdout.split('\n').flatMap((line) => {
    const match = WORD_LINE.exec(line.trim())
    if (match === null) return []
    const [, text = '', start, end, confidence] = match
    return toWord(text, Number(start), Number(end), Number(confidence))
  })

/**
 * `pocketsphinx single` and `live` of 5.x, one JSON object a line: `b` start, `d` duration, `p` probability, `t` text,
 * `w` the words in the same form (manual page pocketsphinx(1), 5.0).
 */
export const parseJsonLines: ParseOutput = (stdout) =>
  stdout.split('\n').flatMap((line) => {
    const utterance = parseObject(line)
    const words: readonly unknown[] = Array.isArray(utterance?.w) ? utterance.w : []
    return words.flatMap((word) => {
      if (!isRecord(word)) return []
      const { t: text, b: start, d: duration, p: probability } = word
      if (typeof text !== 'string' || typeof start !== 'number' || typeof duration !== 'number') return []
      return toWord(text, start, start + duration, typeof probability === 'number' ? probability : undefined)
    })
  })

const toWord = (
  text: string,
  startSeconds: number,
  endSeconds: number,
  confidence: number | undefined,
): Word[] => {
  const spoken = text.replace(VARIANT, '')
  if (spoken === '' || FILLER.test(text) || endSeconds < startSeconds) return []
  const word = { text: spoken, startSeconds, endSeconds }
  // Posteriors come out of rounded logarithms and can be a little over 1.
  return [confidence === undefined ? word : { ...word, confidence: Math.min(1, Math.max(0, confidence)) }]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const parseObject = (line: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}
