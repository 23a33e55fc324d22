const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const COMMA = 0x2c
const ZERO = 0x30
const NINE = 0x39
const LOWER_E = 0x65
const UPPER_E = 0x45

/**
 * Reads comma-separated JSON numbers from `text[from..to)` into `target`; answers how many there were. Works on bytes,
 * because turning 300 MB into strings costs several times as much.
 */
export function parseNumbers(text: Uint8Array, from: number, to: number, target: Float64Array): number {
  let count = 0
  let mantissa = 0
  let decimals = 0
  let negative = false
  let inFraction = false
  for (let at = from; at <= to; at += 1) {
    const byte = at < to ? (text[at] ?? COMMA) : COMMA
    if (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO)
      if (inFraction) decimals += 1
    } else if (byte === POINT) {
      inFraction = true
    } else if (byte === MINUS) {
      negative = true
    } else if (byte === LOWER_E || byte === UPPER_E) {
      let end = at + 1
      while (end < to && text[end] !== COMMA) end += 1
      decimals -= parseExponent(text, at + 1, end)
      at = end - 1
    } else if (byte === COMMA) {
      const value = mantissa * 10 ** -decimals
      target[count] = negative ? -value : value
      count += 1
      mantissa = 0
      decimals = 0
      negative = false
      inFraction = false
    }
  }
  return count
}

function parseExponent(text: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at += 1) {
    const byte = text[at] ?? 0
    if (byte !== MINUS && byte !== PLUS) value = value * 10 + (byte - ZERO)
  }
  return text[from] === MINUS ? -value : value
}
