import fc from 'fast-check'
import { ADMIN_TOKEN, WORKER_TOKEN } from './http-api.ts'
import type { Operation } from './operations.ts'

/** Names for ids that exist; a run puts them in. */
export const KNOWN_IDS = ['$book', '$upload', '$done', '$job'] as const
export type KnownId = (typeof KNOWN_IDS)[number]

const nasty = fc.constantFrom(
  ...['', '.', '..', '%', '%00', '%2e%2e%2f', '%ff', '%C0%AF', 'null', 'undefined', '-1', '1', '0', '1e99'],
  ...["' OR 1=1 --", '__proto__', 'constructor', '{}', '[]', '9'.repeat(400), 'x'.repeat(3000)],
  ...['\u0000', '\ud800', '🐙', 'NaN', '0000-01-01T00:00:00Z', '00000000-0000-0000-0000-000000000000'],
)
const scalar = fc.oneof(fc.constantFrom(...KNOWN_IDS), nasty, fc.string({ maxLength: 40 }), fc.uuid())
const jsonScalar = fc.oneof(
  scalar,
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, 1, 0, 2 ** 31, 2 ** 53, -1, 1e308),
)
const headerValue = fc.string({ unit: fc.constantFrom(...'abc019-_=,;/*"{}()<>@:\\? \u00e4'), maxLength: 60 })

/** Bodies that a route takes; garbage that starts from these gets further than garbage alone. */
const VALID_BODIES: Readonly<Record<string, readonly object[]>> = {
  createUpload: [
    { upload_type: 'single', total_files: 1, total_size_bytes: 1000 },
    { upload_type: 'chapters', total_files: 3, total_size_bytes: 1000 },
  ],
  createAudiobook: [
    { upload_id: '$done', title: 'T', author: 'A' },
    { upload_id: '$upload', title: 'T', author: 'A', narrator: 'N', language: 'en', priority: 9 },
  ],
  updateAudiobook: [{ title: 'New', narrator: null, language: 'de', is_public: true }],
  reportJob: [
    { event: 'start', worker_id: 'w' },
    { event: 'heartbeat', epoch: 1 },
    { event: 'progress', epoch: 1, fraction: 0.5 },
    { event: 'checkpoint', epoch: 1, checkpoint: { a: [1, 'b', null] } },
    { event: 'complete', epoch: 1 },
    { event: 'fail', epoch: 1, failure: { kind: 'transient', code: 'x', message: 'm', retry_after_ms: 5 } },
    { event: 'park', epoch: 1, resume_after_ms: 1000 },
    { event: 'release', epoch: 1 },
  ],
}

const fieldsOf = (names: readonly string[]) =>
  fc.dictionary(
    names.length === 0 ? fc.string({ maxLength: 8 }) : fc.constantFrom(...names, '__proto__', 'extra'),
    fc.oneof({ weight: 5, arbitrary: jsonScalar }, fc.jsonValue({ maxDepth: 3 })),
    { maxKeys: 3 },
  )

const garbled = ({ id, bodyNames }: Operation) =>
  fc
    .tuple(fc.constantFrom<object>(...(VALID_BODIES[id] ?? [{}])), fieldsOf(bodyNames))
    .map(([valid, fields]) => JSON.stringify({ ...valid, ...fields }))

const multipart = fc
  .record({
    name: fc.oneof({ weight: 4, arbitrary: fc.constant('file') }, fc.constantFrom('chapter_number', 'x', '')),
    fileName: fc.oneof(fc.constantFrom('a.mp3', '../../a.mp3', 'C:\\a.mp3', 'a.exe'), scalar),
    start: fc.constantFrom('ID3 fake mp3 ', 'ID3 broken ', 'RIFF fake wav ', 'MZ', ''),
    content: fc.string({ maxLength: 80 }),
    chapterNumber: fc.oneof(fc.constantFrom('1', '2', '3', '4', '0'), scalar),
    end: fc.constantFrom('--boundary--\r\n', '--boundary', ''),
  })
  .map(({ name, fileName, start, content, chapterNumber, end }) =>
    [
      ...['--boundary', 'Content-Disposition: form-data; name="chapter_number"', '', chapterNumber],
      ...['--boundary', `Content-Disposition: form-data; name="${name}"; filename="${fileName}"`],
      ...['Content-Type: audio/mpeg', '', `${start}${content}`, end],
    ].join('\r\n'),
  )

const bodyOf = (operation: Operation) =>
  fc.oneof(
    { weight: 6, arbitrary: operation.takesMultipart ? multipart : garbled(operation) },
    fc.constant(undefined),
    fc.string({ maxLength: 200 }),
    fc.json(),
    multipart,
    fc.constantFrom(
      '['.repeat(20_000),
      `{"checkpoint":${'['.repeat(5000)}${']'.repeat(5000)},"event":"checkpoint","epoch":1}`,
    ),
  )

/** A request to a route, from nearly right to nothing right. */
export const garbageRequest = (operation: Operation) =>
  fc.record({
    operation: fc.constant(operation),
    method: fc.oneof(
      { weight: 12, arbitrary: fc.constant(operation.method) },
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
    ),
    segments: fc.array(scalar, { minLength: 2, maxLength: 2 }),
    usesKnownIds: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
    query: fc.array(
      fc.tuple(
        operation.queryNames.length === 0 ? fc.constant('x') : fc.constantFrom(...operation.queryNames, 'x'),
        fc.oneof(scalar, fc.constantFrom('json', 'vtt', 'hybrid', 'semantic', 'title', 'asc', '10', '0.5')),
      ),
      { maxLength: 3 },
    ),
    token: fc.oneof(
      {
        weight: 9,
        arbitrary: fc.constant<string | null>(operation.isForWorkers ? WORKER_TOKEN : ADMIN_TOKEN),
      },
      fc.constantFrom<string | null>(null, WORKER_TOKEN, ADMIN_TOKEN),
      headerValue,
    ),
    contentType: fc.oneof(
      {
        weight: 9,
        arbitrary: fc.constant<string | null>(
          operation.takesMultipart ? 'multipart/form-data; boundary=boundary' : 'application/json',
        ),
      },
      fc.constantFrom(null, 'multipart/form-data', 'application/x-www-form-urlencoded', 'text/plain'),
      headerValue,
    ),
    headers: fc.dictionary(
      fc.constantFrom(
        'idempotency-key',
        'range',
        'if-range',
        'if-none-match',
        'x-request-id',
        'accept',
        'origin',
      ),
      fc.oneof(headerValue, fc.constantFrom('bytes=0-', 'bytes=9-1', 'bytes=-0', '*', '"x"')),
      { maxKeys: 2 },
    ),
    body: bodyOf(operation),
  })

export type GarbageRequest = ReturnType<typeof garbageRequest> extends fc.Arbitrary<infer T> ? T : never

/** Characters that no URL holds unescaped are escaped; a stray `%` stays, as it would from a careless client. */
const inUrl = (text: string): string =>
  encodeURIComponent(Buffer.from(text).toString('utf8')).replaceAll('%25', '%')

export function toRequest(
  request: GarbageRequest,
  ids: Readonly<Record<KnownId, string>>,
): { readonly target: string; readonly init: RequestInit } {
  const fill = (text: string) =>
    text.replaceAll(/\$(?:book|upload|done|job)/g, (name) => ids[name as KnownId])
  const wanted: Readonly<Record<string, string>> = {
    ...{ audiobook_id: ids.$book, upload_id: ids.$upload, job_id: ids.$job, number: '1' },
  }
  let place = 0
  const path = request.operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    request.usesKnownIds ? (wanted[name] ?? '') : inUrl(fill(request.segments[place++] ?? '')),
  )
  const query = request.query.map(([name, value]) => `${name}=${inUrl(fill(value))}`).join('&')
  const { method, token, contentType, headers, body } = request
  const takesBody = body !== undefined && method !== 'GET' && method !== 'HEAD'
  return {
    target: query === '' ? path : `${path}?${query}`,
    init: {
      method,
      headers: {
        ...headers,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(contentType === null || !takesBody ? {} : { 'content-type': contentType }),
      },
      ...(takesBody ? { body: fill(body) } : {}),
    },
  }
}
