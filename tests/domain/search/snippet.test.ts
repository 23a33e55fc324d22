import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { highlightSpans, MAX_SNIPPET_CHARACTERS, makeSnippet } from '../../../src/domain/search/snippet.ts'
import { lightStem } from '../../../src/domain/search/words.ts'

const stems = (...words: string[]) => new Set(words.map(lightStem))

/** What a browser would show of the snippet. */
const shown = (html: string) =>
  html
    .replaceAll(/<\/?mark>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

describe('makeSnippet', () => {
  test('escapes everything but its own marks', () => {
    const text = 'She said: <script>alert("lamp & oil")</script> <mark>'
    const html = makeSnippet(text, highlightSpans(text, stems('lamp')), { start: 0, end: 0 })
    expect(html).toBe(
      'She said: &lt;script&gt;alert(&quot;<mark>lamp</mark> &amp; oil&quot;)&lt;/script&gt; &lt;mark&gt;',
    )
  })

  test('a long text is cut between words around the focus', () => {
    const text = `${'before '.repeat(80)}lamp ${'after '.repeat(80)}`.trim()
    const spans = highlightSpans(text, stems('lamp'))
    const html = makeSnippet(text, spans, spans[0] ?? { start: 0, end: 0 })
    expect(html.startsWith('…before ')).toBe(true)
    expect(html.endsWith(' after…')).toBe(true)
    expect(html).toContain('<mark>lamp</mark>')
  })

  test('never longer than it may be, never between the halves of a pair, always a part of the text', () => {
    const text = fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constant('lamp')), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(text, fc.nat(), (parts, place) => {
        const whole = parts.join(' ')
        const spans = highlightSpans(whole, stems('lamp'))
        const focus = spans[place % Math.max(1, spans.length)] ?? { start: 0, end: 0 }
        const visible = shown(makeSnippet(whole, spans, focus))
        expect(visible.length).toBeLessThanOrEqual(MAX_SNIPPET_CHARACTERS)
        expect(visible.isWellFormed()).toBe(true)
        expect(whole).toContain(visible.replace(/^…/u, '').replace(/…$/u, ''))
      }),
    )
  })
})
