import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import type { Context } from 'hono'
import { err, ok, type Result } from 'neverthrow'
import { type FakeJobOptions, readJobOptions } from './job-options.ts'
import { type FakeMedia, readMedia } from './media.ts'
import { invalidParameters, type RevAiProblem } from './problem.ts'

const MAX_MULTIPART_BYTES = 2_000_000_000

interface Submission {
  readonly options: FakeJobOptions
  /** Null: to be downloaded. */
  readonly media: FakeMedia | null
}

/** What was submitted, or the problem that refuses it. */
export async function readSubmission(c: Context): Promise<Result<Submission, RevAiProblem>> {
  const type = c.req.header('content-type') ?? ''
  if (type.startsWith('application/json')) return readJson(c)
  if (type.startsWith('multipart/form-data')) return readMultipart(c, type)
  return err({ title: 'Unsupported Media Type', status: 415 })
}

async function readJson(c: Context): Promise<Result<Submission, RevAiProblem>> {
  return readJobOptions(await c.req.json().catch(() => null)).andThen((options) =>
    options.source_config === undefined && options.media_url === undefined
      ? err(missing('media_url'))
      : ok({ options, media: null }),
  )
}

const missing = (name: string) => invalidParameters({ [name]: [`The ${name} field is required`] })

/** Takes the parts as they come; the file is counted, not kept. Rejects when the client goes away. */
async function readMultipart(c: Context, type: string): Promise<Result<Submission, RevAiProblem>> {
  const { incoming } = c.env as { readonly incoming: IncomingMessage }
  const files: Promise<FakeMedia>[] = []
  const unknownParts: string[] = []
  let options: unknown = {}
  const form = new Busboy({ headers: { 'content-type': type } })
  form.on('file', (field, stream, fileName) => {
    files.push(readMedia('multipart', fileName, stream.pipe(new PassThrough())))
    if (field !== 'media') unknownParts.push(field)
  })
  form.on('field', (field, value) => {
    if (field === 'options') options = parseJson(value)
    else unknownParts.push(field)
  })
  incoming.once('aborted', () => form.destroy(new Error('the client went away')))
  incoming.pipe(form)
  await once(form, 'finish')
  const [media] = await Promise.all(files)
  const [unknown] = unknownParts
  if (unknown !== undefined) return err(invalidParameters({ [unknown]: ['unknown part'] }))
  if (media === undefined) return err(missing('media'))
  if (media.sizeBytes > MAX_MULTIPART_BYTES) return err(tooLarge)
  return readJobOptions(options).map((read) => ({ options: read, media }))
}

const tooLarge: RevAiProblem = {
  title: 'Payload Too Large',
  detail: 'Submitted payload exceeds maximum allowed file size',
  status: 413,
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
