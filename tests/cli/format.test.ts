import { describe, expect, test } from 'bun:test'
import {
  formatBytes,
  formatPercent,
  formatTime,
  formatTimeLeft,
  printable,
  truncate,
  wrap,
} from '../../src/cli/format.ts'
import { showSnippet } from '../../src/cli/snippet.ts'
import { createFakeStream } from '../support/fake-terminal.ts'

test.each([
  [5, 'less than a minute left'],
  [61, 'about 2 min left'],
  [3_540, 'about 59 min left'],
  [3_600, 'about 1 h left'],
  [4_000, 'about 1 h 10 min left'],
  [86_400, 'about 24 h left'],
])('%p seconds: %p', (seconds, text) => {
  expect(formatTimeLeft(seconds)).toBe(text)
})

test.each([
  [0, '00:00:00'],
  [59.999, '00:00:59'],
  [3725.9, '01:02:05'],
  [360_000, '100:00:00'],
])('%p seconds are %p', (seconds, text) => {
  expect(formatTime(seconds)).toBe(text)
})

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [2 * 1024 ** 3, '2.0 GiB'],
])('%p bytes are %p', (sizeBytes, text) => {
  expect(formatBytes(sizeBytes)).toBe(text)
})

test('percent is bounded and aligned', () => {
  expect([-1, 0.256, 1, 2].map(formatPercent)).toEqual(['  0 %', ' 26 %', '100 %', '100 %'])
})

test('text is cut and wrapped to columns', () => {
  expect(truncate('lighthouse', 6)).toBe('light…')
  expect(truncate('lamp', 4)).toBe('lamp')
  expect(wrap('the lamp went  out extraordinarily', 9)).toEqual(['the lamp', 'went out', 'extraordinarily'])
})

test('what strangers wrote can not steer the terminal', () => {
  expect(printable('a\x1b[2Jb\r\nc\u009b1md')).toBe('a [2Jb c 1md')
})

describe('snippets', () => {
  const html =
    'they said &lt;b&gt; the <mark>lamp</mark> &amp; its <mark>keeper</mark> were&#39;nt &quot;there&quot;'

  test('plain text without colours', () => {
    expect(showSnippet(createFakeStream(), html)).toEqual([
      `they said <b> the lamp & its keeper were'nt "there"`,
    ])
  })

  test('highlights with colours', () => {
    expect(showSnippet(createFakeStream({ hasColors: true }), html).join(' ')).toContain(
      '<bold,yellow>lamp</bold,yellow> & its <bold,yellow>keeper</bold,yellow>',
    )
  })
})
