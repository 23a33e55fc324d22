import type { Reference } from './document-types.ts'

const text = (example: string) => ({ type: 'string', examples: [example] })
const count = (example: number) => ({ type: 'integer', minimum: 0, examples: [example] })

/** Headers of answers, each described once. */
export const HEADERS = {
  'X-Request-Id': {
    description:
      'The id that the client sent in `X-Request-Id`, or a new one. It stands in the log and in problems.',
    required: true,
    schema: text('01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'),
  },
  'Retry-After': { description: 'Seconds to wait before trying again.', required: true, schema: count(5) },
  'Sometimes-Retry-After': {
    description: 'Seconds to wait before trying again; absent when that would not help.',
    schema: count(16),
  },
  'WWW-Authenticate': {
    description: 'RFC 6750: which token is wanted, and what is wrong with the one that was sent.',
    required: true,
    schema: text('Bearer realm="chapterwise"'),
  },
  Location: {
    description: 'Where the new resource is.',
    required: true,
    schema: text('/api/v1/admin/audiobooks/01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'),
  },
  ETag: {
    description: 'Of this very content: for `If-None-Match` and `If-Range`.',
    required: true,
    schema: text('"9b2cf535f27731c974343645a3985328"'),
  },
  'Content-Disposition': {
    description: 'A name for the file.',
    required: true,
    schema: text('inline; filename="The Lamp Keeper.vtt"'),
  },
  'Accept-Ranges': { description: 'Byte ranges may be asked for.', required: true, schema: text('bytes') },
  'Content-Length': { description: 'Bytes of the body.', required: true, schema: count(48_211_034) },
  'Content-Range': {
    description: 'Which bytes of how many these are (RFC 9110).',
    required: true,
    schema: text('bytes 0-65535/48211034'),
  },
  'X-Accel-Buffering': {
    description: 'Tells proxies not to hold the stream back.',
    required: true,
    schema: text('no'),
  },
  'X-Chapter-Start-Seconds': {
    description: 'Where the chapter starts in this file.',
    required: true,
    schema: { type: 'number', minimum: 0, examples: [182.4] },
  },
} as const

type HeaderName = keyof typeof HEADERS

/** Headers of a response, for its description. */
export const headers = (...names: readonly HeaderName[]): Record<string, Reference> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
