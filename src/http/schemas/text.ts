import { z } from '@hono/zod-openapi'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** PostgreSQL stores no NUL and nothing stores half a surrogate pair; other control characters have no place in text. */
export const isPlainText = (text: string): boolean => !CONTROL_CHARACTERS.test(text) && text.isWellFormed()

/** Trimmed text of 1 to `maxLength` UTF-16 units without control characters (line breaks and tabs are fine). */
export const plainText = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1, 'Must not be empty.')
    .max(maxLength, `At most ${maxLength} characters.`)
    .refine(isPlainText, 'Control characters and unpaired surrogates are not allowed.')
