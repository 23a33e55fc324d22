import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { toPlainText, toSubRip, toWebVtt } from '../../../src/domain/transcript/captions.ts'
import type { Transcript } from '../../../src/domain/transcript/transcript.ts'
import { allWords, transcripts } from './arbitraries.ts'

const TIMING = /^(\d{2,}):(\d\d):(\d\d)[.,](\d{3}) --> (\d{2,}):(\d\d):(\d\d)[.,](\d{3})$/

const parse = (blocks: readonly string[], timingLine: number) =>
  blocks.map((block) => {
    const lines = block.split('\n')
    const match = TIMING.exec(lines[timingLine] ?? '')
    if (match === null) throw new Error(`no timing in ${JSON.stringify(block)}`)
    const [h1, m1, s1, f1, h2, m2, s2, f2] = match.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    return {
      startMs: ((h1 * 60 + m1) * 60 + s1) * 1000 + f1,
      endMs: ((h2 * 60 + m2) * 60 + s2) * 1000 + f2,
      lines: lines.slice(timingLine + 1),
    }
  })

const blocksOf = (text: string) =>
  text
    .split('\n\n')
    .map((block) => block.replace(/\n$/, ''))
    .filter((block) => block !== '')
const parseVtt = (vtt: string) => {
  const [header, ...blocks] = blocksOf(vtt)
  expect(header).toBe('WEBVTT')
  return parse(blocks, 0)
}
const parseSrt = (srt: string) => parse(blocksOf(srt), 1)
const unescapeVtt = (text: string) =>
  text
    .replace(/^<v [^>]*>/, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const one = (text: string, extra: { speaker?: string; startSeconds?: number } = {}): Transcript => {
  const startSeconds = extra.startSeconds ?? 0
  const words = text.split(' ').map((word, index) => ({
    text: word,
    startSeconds: startSeconds + index * 0.5,
    endSeconds: startSeconds + index * 0.5 + 0.4,
  }))
  const endSeconds = words.at(-1)?.endSeconds ?? 0
  const speaker = extra.speaker === undefined ? {} : { speaker: extra.speaker }
  return {
    language: 'en',
    engine: 'test',
    durationSeconds: endSeconds,
    segments: [{ text, startSeconds, endSeconds, ...speaker, words }],
  }
}

describe('toWebVtt', () => {
  test('escapes markup and names the speaker', () => {
    expect(toWebVtt(one('R&D said a<b --> c', { speaker: 'Ann > <Co>' }))).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:02.400\n<v Ann &gt; &lt;Co&gt;>R&amp;D said a&lt;b --&gt; c\n',
    )
  })

  test('counts hours past a day', () => {
    expect(toWebVtt(one('late', { startSeconds: 40 * 3600 }))).toContain(
      '40:00:00.000 --> 40:00:00.400\nlate',
    )
  })

  test('is valid without any speech', () => {
    expect(toWebVtt({ ...one('x'), segments: [] })).toBe('WEBVTT\n')
  })

  test('ends a cue at a pause, and spreads a segment without word times', () => {
    const paused = one('before after')
    const [segment] = paused.segments
    const words = segment?.words.map((word, index) => ({
      ...word,
      startSeconds: word.startSeconds + index * 3,
      endSeconds: word.endSeconds + index * 3,
    }))
    const transcript = {
      ...paused,
      segments: [{ text: 'before after', startSeconds: 0, endSeconds: 4, words: words ?? [] }],
    }
    expect(parseVtt(toWebVtt(transcript)).map(({ lines }) => lines)).toEqual([['before'], ['after']])
    const wordless = {
      ...paused,
      segments: [{ text: 'abcd '.repeat(30), startSeconds: 0, endSeconds: 30, words: [] }],
    }
    const cues = parseVtt(toWebVtt(wordless))
    expect(cues.length).toBeGreaterThan(3)
    expect(cues.at(-1)?.endMs).toBe(30_000)
  })
})

describe('toSubRip', () => {
  test('numbers cues, announces a new speaker once, wraps into two lines', () => {
    const first = one('the old man lit the lamp and went up the winding stairs', { speaker: 'Ann' })
    const srt = toSubRip(first)
    expect(srt).toBe(
      [
        '1\n00:00:00,000 --> 00:00:05,900\nAnn: the old man lit the lamp\nand went up the winding stairs\n',
      ].join('\n'),
    )
  })

  test('keeps an arrow out of the text', () => {
    expect(toSubRip(one('a --> b'))).toBe('1\n00:00:00,000 --> 00:00:01,400\na → b\n')
  })
})

describe('toPlainText', () => {
  test('starts a paragraph at a long pause and at a new speaker', () => {
    const [a, b, c] = [one('One.'), one('Two.', { startSeconds: 1 }), one('Three.', { startSeconds: 10 })]
    const d = one('Four.', { startSeconds: 11, speaker: 'Ann' })
    const transcript = { ...a, segments: [a, b, c, d].flatMap(({ segments }) => segments) }
    expect(toPlainText(transcript)).toBe('One. Two.\n\nThree.\n\nAnn: Four.\n')
  })
})

describe('captions of any transcript', () => {
  test('VTT parses back to the same words, with short lines and times in order', () => {
    fc.assert(
      fc.property(transcripts(120), (transcript) => {
        const cues = parseVtt(toWebVtt(transcript))
        const spoken = allWords(transcript).map(({ text }) => text)
        expect(
          cues
            .flatMap(({ lines }) => lines.map(unescapeVtt))
            .join('')
            .replaceAll(' ', ''),
        ).toBe(spoken.join(''))
        cues.forEach((cue, index) => {
          expect(cue.endMs).toBeGreaterThan(cue.startMs)
          expect(cue.startMs).toBeGreaterThanOrEqual(cues[index - 1]?.startMs ?? 0)
          expect(cue.lines.length).toBe(1)
          for (const line of cue.lines) {
            expect(line.length).toBeLessThanOrEqual(65)
            expect(line).not.toContain('-->')
          }
        })
      }),
    )
  })

  test('SRT parses back, at most two lines of 32 characters, numbered from 1', () => {
    fc.assert(
      fc.property(transcripts(120), (transcript) => {
        const srt = toSubRip(transcript)
        const cues = parseSrt(srt)
        expect(blocksOf(srt).map((block) => block.split('\n')[0])).toEqual(
          cues.map((_, index) => String(index + 1)),
        )
        const spoken = allWords(transcript).map(({ text }) =>
          text.replaceAll('-->', '→').replace(/<(?=[a-z])/, '‹'),
        )
        const written = cues
          .flatMap(({ lines }) => lines.join(' '))
          .join(' ')
          .replace(/(Ann ‹& Co|Ann <& Co|Bob):/g, '')
        expect(written.replaceAll(' ', '')).toBe(spoken.join(''))
        cues.forEach((cue, index) => {
          expect(cue.endMs).toBeGreaterThan(cue.startMs)
          expect(cue.startMs).toBeGreaterThanOrEqual(cues[index - 1]?.startMs ?? 0)
          expect(cue.lines.length).toBeLessThanOrEqual(2)
          for (const line of cue.lines) expect(line.length).toBeLessThanOrEqual(32)
        })
      }),
    )
  })
})
