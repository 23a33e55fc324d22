import { describe, expect, test } from 'bun:test'
import { parseJsonLines, parseTimedLines } from '../../../../src/adapters/local/pocketsphinx/parse-output.ts'

/** As pocketsphinx_continuous of 5prealpha prints them: one utterance after another. */
const TIMED = `chapter one to
<s> 0.000 0.080 0.997303
chapter 0.090 0.610 0.987181
[SPEECH] 0.620 0.700 0.605768
one 0.710 1.000 1.000100
<sil> 1.010 1.180 0.689324
to(3) 1.190 1.400 0.010992
</s> 1.410 1.500 1.000000
12 34 5
++breath++ 2.000 2.100 0.500000
don't 2.110 2.400 0.400000
`

/** In the form that pocketsphinx 5.0's source and manual page give: one line an utterance. */
const JSON_LINES = `{"b":0.000,"d":2.450,"p":0.002,"t":"go forward","w":[{"b":0.000,"d":0.090,"p":1.000,"t":"<s>"},{"b":0.100,"d":0.400,"p":0.991,"t":"go"},{"b":0.510,"d":0.820,"p":1.001,"t":"forward(2)"},{"b":1.340,"d":0.300,"p":0.700,"t":"[NOISE]"},{"b":1.650,"d":0.800,"p":1.000,"t":"</s>"}]}
{"b":0.000,"d":0.010,"p":1.000,"t":"","w":[]}
`

describe('parseTimedLines', () => {
  test('takes words and times, without fillers, variants and texts of utterances', () => {
    expect(parseTimedLines(TIMED)).toEqual([
      { text: 'chapter', startSeconds: 0.09, endSeconds: 0.61, confidence: 0.987181 },
      { text: 'one', startSeconds: 0.71, endSeconds: 1, confidence: 1 },
      { text: 'to', startSeconds: 1.19, endSeconds: 1.4, confidence: 0.010992 },
      { text: "don't", startSeconds: 2.11, endSeconds: 2.4, confidence: 0.4 },
    ])
    expect(parseTimedLines('')).toEqual([])
  })
})

describe('parseJsonLines', () => {
  test('takes words and times, without fillers and variants', () => {
    const words = parseJsonLines(JSON_LINES)
    expect(words.map(({ text, confidence }) => [text, confidence])).toEqual([
      ['go', 0.991],
      ['forward', 1],
    ])
    expect(words[1]?.startSeconds).toBe(0.51)
    expect(words[1]?.endSeconds).toBeCloseTo(1.33)
  })

  test('skips what is not JSON or not of that form', () => {
    expect(
      parseJsonLines('ERROR: something\n{"w":3}\nnull\n{"w":[null,{"t":"x"},{"t":"y","b":1,"d":-2}]}'),
    ).toEqual([])
  })
})
