import { randomUUID } from 'node:crypto'
import type { ResultAsync } from 'neverthrow'
import type { z } from 'zod'
import type { Failure } from '../failure.ts'
import { type CallOptions, callJson, callText } from './call.ts'
import { type MultipartBody, multipartBody } from './multipart.ts'
import {
  audiobookListSchema,
  audiobookSchema,
  createdAudiobookSchema,
  createdUploadSchema,
  healthSchema,
  jobsSchema,
  readinessSchema,
  searchSchema,
  sentFileSchema,
  uploadSchema,
} from './schemas.ts'
import type { WireRequest } from './transport.ts'

const PROBE_TIMEOUT_MS = 2000

type Query = Readonly<Record<string, string | number | undefined>>

export interface FileToSend {
  readonly path: string
  readonly fileName: string
  readonly sizeBytes: number
  readonly chapterNumber: number | null
}

export interface ClientOptions extends CallOptions {
  /** Origin of the server, e.g. `http://127.0.0.1:8080`. */
  readonly baseUrl: string
  readonly token: string | null
  readonly signal?: AbortSignal
}

const pathUrl = (baseUrl: string, path: string, query: Query = {}): URL => {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${path}`)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

export type ApiClient = ReturnType<typeof createApiClient>

/** The calls of the HTTP API that the commands make. Every POST carries an idempotency key, so tries may repeat. */
export const createApiClient = (options: ClientOptions) => {
  const headers = options.token === null ? {} : { authorization: `Bearer ${options.token}` }
  const { baseUrl, signal } = options
  const admin = (path: string, query?: Query): URL => pathUrl(baseUrl, `/api/v1/admin${path}`, query)
  const reading = (url: URL): WireRequest => ({ method: 'GET', url, headers, body: null, signal })
  const get = <S extends z.ZodType>(schema: S, url: URL): ResultAsync<z.output<S>, Failure> =>
    callJson(schema, reading(url), options)
  const post = <S extends z.ZodType>(
    schema: S,
    url: URL,
    body: object,
    key: string,
  ): ResultAsync<z.output<S>, Failure> =>
    callJson(
      schema,
      {
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal,
      },
      options,
    )
  const postFile = (url: URL, body: MultipartBody, key: string, onSent: (sentBytes: number) => void) => {
    const fileHeaders = { ...headers, 'content-type': body.contentType, 'idempotency-key': key }
    return callJson(
      sentFileSchema,
      { method: 'POST', url, headers: fileHeaders, body, signal, onSent },
      options,
    )
  }

  return {
    baseUrl,
    /** One try, short: is there a server at all? */
    probe: () =>
      callJson(
        healthSchema,
        { ...reading(pathUrl(baseUrl, '/healthz')), timeoutMs: PROBE_TIMEOUT_MS },
        { maxTries: 1 },
      ),
    /** Answers 503 while not ready: read as it is, never tried again. */
    readiness: () =>
      callJson(readinessSchema, reading(pathUrl(baseUrl, '/readyz')), {
        maxTries: 1,
        acceptedStatuses: [503],
      }),
    createUpload: (
      input: {
        readonly upload_type: string
        readonly total_files: number
        readonly total_size_bytes: number
      },
      key: string,
    ) => post(createdUploadSchema, admin('/uploads'), input, key),
    getUpload: (uploadId: string) => get(uploadSchema, admin(`/uploads/${uploadId}`)),
    sendFile: (uploadId: string, file: FileToSend, key: string, onSent: (sentBytes: number) => void) => {
      const fields = file.chapterNumber === null ? {} : { chapter_number: String(file.chapterNumber) }
      const body = multipartBody(fields, file, `chapterwise-${randomUUID()}`)
      return postFile(admin(`/uploads/${uploadId}/files`), body, key, onSent)
    },
    createAudiobook: (input: object, key: string) =>
      post(createdAudiobookSchema, admin('/audiobooks'), input, key),
    getAudiobook: (audiobookId: string) => get(audiobookSchema, admin(`/audiobooks/${audiobookId}`)),
    findAudiobooks: (text: string, limit: number) =>
      get(audiobookListSchema, admin('/audiobooks', { q: text, limit })),
    getJobs: (audiobookId: string) => get(jobsSchema, admin(`/audiobooks/${audiobookId}/jobs`)),
    search: (query: Query) => get(searchSchema, admin('/search', query)),
    /** A transcript or the chapters, as the server formats them. */
    getText: (audiobookId: string, what: 'transcript' | 'chapters', query: Query) =>
      callText(reading(admin(`/audiobooks/${audiobookId}/${what}`, query)), options),
  }
}
