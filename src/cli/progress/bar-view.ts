import { formatPercent, truncate } from '../format.ts'
import type { TerminalStream } from '../terminal.ts'
import type { ProgressItem, ProgressView } from './progress-view.ts'

const REDRAW_INTERVAL_MS = 80
const LABEL_COLUMNS = 24
const BAR_COLUMNS = 30
const FULL = '█'
const EMPTY = '░'

export const drawBar = ({ label, fraction, detail }: ProgressItem, columns: number): string => {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_COLUMNS)
  const bar = FULL.repeat(filled) + EMPTY.repeat(BAR_COLUMNS - filled)
  const name = truncate(label, LABEL_COLUMNS).padEnd(LABEL_COLUMNS)
  return truncate(`${name} ${bar} ${formatPercent(fraction)}  ${detail}`, columns)
}

/** Bars that are redrawn in place, below the milestones. */
export const createBarView = (stream: TerminalStream, nowMs: () => number): ProgressView => {
  let shownLines = 0
  let lastDrawMs = Number.NEGATIVE_INFINITY
  let pending: readonly ProgressItem[] = []

  const draw = (items: readonly ProgressItem[]): void => {
    const up = shownLines > 0 ? `\x1b[${shownLines}A` : ''
    const lines = items.map((item) => `\x1b[2K${drawBar(item, stream.columns() - 1)}\n`)
    stream.write(`${up}${lines.join('')}\x1b[J`)
    shownLines = items.length
    lastDrawMs = nowMs()
    pending = []
  }

  const settle = (): void => {
    if (pending.length > 0) draw(pending)
    shownLines = 0
  }

  return {
    milestone: (_event, text) => {
      settle()
      stream.line(`${stream.style('green', '✔')} ${text}`)
    },
    update: (_event, items) => {
      pending = items
      if (nowMs() - lastDrawMs >= REDRAW_INTERVAL_MS || items.length !== shownLines) draw(items)
    },
    finish: settle,
  }
}
