import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Where a command writes: results to `out`, everything else to `notes`. */
export interface Terminal {
  readonly out: TerminalStream
  readonly notes: TerminalStream
}

export interface TerminalStream {
  readonly isInteractive: boolean
  /** Columns; 80 when unknown. */
  readonly columns: () => number
  readonly write: (text: string) => void
  readonly line: (text?: string) => void
  /** Styled on a terminal that shows colours, plain elsewhere. */
  readonly style: (style: Style, text: string) => string
}

const DEFAULT_COLUMNS = 80
/** A terminal that says less (some say 0) does not know its width. */
const MIN_COLUMNS = 20

const openStream = (stream: NodeJS.WriteStream): TerminalStream => {
  const isInteractive = stream.isTTY === true
  const hasColors = isInteractive && stream.hasColors()
  return {
    isInteractive,
    columns: () => (stream.columns >= MIN_COLUMNS ? stream.columns : DEFAULT_COLUMNS),
    write: (text) => {
      stream.write(text)
    },
    line: (text = '') => {
      stream.write(`${text}\n`)
    },
    style: (style, text) => (hasColors ? styleText(style, text, { validateStream: false }) : text),
  }
}

export const processTerminal = (): Terminal => ({
  out: openStream(process.stdout),
  notes: openStream(process.stderr),
})
