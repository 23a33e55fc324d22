const SECONDS_PER_MINUTE = 60
const SECONDS_PER_HOUR = 3600
const BYTES_PER_UNIT = 1024
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** `3725.9` → `01:02:05`: the second in which a player should start. */
export const formatTime = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  return [
    Math.floor(whole / SECONDS_PER_HOUR),
    Math.floor((whole % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE),
    whole % SECONDS_PER_MINUTE,
  ]
    .map(twoDigits)
    .join(':')
}

/** `4000` → `about 1 h 10 min left`: nobody knows it to the second. */
export const formatTimeLeft = (seconds: number): string => {
  if (seconds < SECONDS_PER_MINUTE) return 'less than a minute left'
  const minutes = Math.ceil(seconds / SECONDS_PER_MINUTE)
  if (minutes < 60) return `about ${minutes} min left`
  const rounded = Math.ceil(minutes / 10) * 10
  const rest = rounded % 60 === 0 ? '' : ` ${rounded % 60} min`
  return `about ${Math.floor(rounded / 60)} h${rest} left`
}

/** `1536` → `1.5 KiB` */
export const formatBytes = (sizeBytes: number): string => {
  const exponent = Math.min(
    UNITS.length - 1,
    sizeBytes < 1 ? 0 : Math.floor(Math.log(sizeBytes) / Math.log(BYTES_PER_UNIT)),
  )
  const value = sizeBytes / BYTES_PER_UNIT ** exponent
  return `${exponent === 0 ? value : value.toFixed(1)} ${UNITS[exponent] ?? 'B'}`
}

/** `0.256` → ` 26 %` */
export const formatPercent = (fraction: number): string =>
  `${String(Math.round(Math.min(1, Math.max(0, fraction)) * 100)).padStart(3)} %`

/** Cut to `columns` characters, with an ellipsis where something is missing. */
export const truncate = (text: string, columns: number): string =>
  text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`

/** Greedy line breaking at spaces; a longer word stands alone. `widthOf` for words with signs that do not show. */
export const wrap = (
  text: string,
  columns: number,
  widthOf: (word: string) => number = (word) => word.length,
): readonly string[] => {
  const lines: string[] = []
  let line: string[] = []
  let width = 0
  for (const word of text.split(' ').filter((part) => part !== '')) {
    if (line.length > 0 && width + 1 + widthOf(word) > columns) {
      lines.push(line.join(' '))
      line = []
      width = 0
    }
    width += widthOf(word) + (line.length > 0 ? 1 : 0)
    line.push(word)
  }
  return line.length === 0 ? lines : [...lines, line.join(' ')]
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]+/g

/** Titles and transcripts come from strangers: nothing of them may steer the terminal. */
export const printable = (text: string): string => text.replaceAll(CONTROL_CHARACTERS, ' ')
