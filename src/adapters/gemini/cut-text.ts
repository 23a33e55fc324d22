const encoder = new TextEncoder()
const sizeOf = (text: string): number => encoder.encode(text).byteLength

/**
 * Cuts a text between words into the fewest pieces of at most `maxBytes` of UTF-8; a single word that is longer, between
 * characters. Nothing is lost but the space at the cuts.
 */
export function cutText(text: string, maxBytes: number): readonly string[] {
  if (sizeOf(text) <= maxBytes) return [text]
  const pieces: string[] = []
  let piece = ''
  for (const word of text.split(/\s+/).flatMap((whole) => cutWord(whole, maxBytes))) {
    const longer = piece === '' ? word : `${piece} ${word}`
    if (sizeOf(longer) <= maxBytes) {
      piece = longer
    } else {
      pieces.push(piece)
      piece = word
    }
  }
  return [...pieces, piece].filter((one) => one !== '')
}

function cutWord(word: string, maxBytes: number): readonly string[] {
  if (sizeOf(word) <= maxBytes) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && sizeOf(piece + character) > maxBytes) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}
