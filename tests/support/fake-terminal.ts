import type { TerminalStream } from '../../src/cli/terminal.ts'

export interface FakeStream extends TerminalStream {
  readonly text: () => string
}

/** A stream that keeps what was written; styles show as `<style>text</style>` when `hasColors`. */
export const createFakeStream = (
  options: { readonly isInteractive?: boolean; readonly hasColors?: boolean; readonly columns?: number } = {},
): FakeStream => {
  let written = ''
  return {
    isInteractive: options.isInteractive ?? false,
    columns: () => options.columns ?? 80,
    write: (text) => {
      written += text
    },
    line: (text = '') => {
      written += `${text}\n`
    },
    style: (style, text) =>
      options.hasColors === true ? `<${String(style)}>${text}</${String(style)}>` : text,
    text: () => written,
  }
}
