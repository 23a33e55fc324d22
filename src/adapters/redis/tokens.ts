import { randomBytes } from 'node:crypto'

const TOKEN_BYTES = 9

/** No two alike, in this process or any other. */
export function createTokens(): () => string {
  const process = randomBytes(TOKEN_BYTES).toString('base64url')
  let number = 0
  return () => {
    number += 1
    return `${process}.${number.toString(36)}`
  }
}
