import type { TerminalStream } from '../terminal.ts'
import type { ProgressItem, ProgressView } from './progress-view.ts'

/** A line at every so many percent of an item: a log stays short. */
const STEP = 0.25

/** Plain lines, for logs and pipes. */
export const createLineView = (stream: TerminalStream): ProgressView => {
  const shown = new Map<string, number>()
  const show = ({ label, fraction, detail }: ProgressItem): void => {
    const step = Math.floor(fraction / STEP)
    if ((shown.get(label) ?? 0) >= step) return
    shown.set(label, step)
    stream.line(`${label}: ${Math.round(step * STEP * 100)} % ${detail}`.trimEnd())
  }
  return {
    milestone: (_event, text) => stream.line(text),
    update: (_event, items) => items.forEach(show),
    finish: () => {},
  }
}

/** One JSON object a line, for scripts. */
export const createJsonView = (stream: TerminalStream): ProgressView => {
  let last = ''
  return {
    milestone: (event, _text, fields = {}) => stream.line(JSON.stringify({ event, ...fields })),
    update: (event, items) => {
      const steps = items.map(({ label, fraction }) => ({
        label,
        fraction: Math.round(fraction * 100) / 100,
      }))
      const line = JSON.stringify({ event, items: steps })
      if (line !== last) stream.line(line)
      last = line
    },
    finish: () => {},
  }
}
