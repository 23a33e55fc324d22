import type { Context } from 'hono'

export interface TranscriptionForm {
  readonly model: string
  readonly language: string | null
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly contentLength: string | null
}

const MAX_FILE_BYTES = 25 * 1024 * 1024
/** First bytes of the files that the tests send. */
const AUDIO_STARTS = ['RIFF', 'fLaC']
const KNOWN_FIELDS = ['file', 'model', 'language', 'response_format', 'timestamp_granularities[]']

/** The form, or what is wrong with it. */
export async function readTranscriptionForm(c: Context): Promise<TranscriptionForm | string> {
  if (!(c.req.header('content-type') ?? '').startsWith('multipart/form-data; boundary=')) return 'not a form'
  const form = await c.req.raw.formData()
  const file = form.get('file')
  const unknown = [...form.keys()].filter((name) => !KNOWN_FIELDS.includes(name))
  const granularities = form.getAll('timestamp_granularities[]').toSorted().join()
  if (unknown.length > 0) return `unknown fields ${unknown}`
  if (!(file instanceof File) || file.size === 0) return 'file is missing'
  if (file.size > MAX_FILE_BYTES) return 'file is too large'
  if (!/\.(?:flac|mp3|mp4|m4a|ogg|wav|webm)$/.test(file.name)) return `unknown format ${file.name}`
  if (!AUDIO_STARTS.includes(await file.slice(0, 4).text())) return 'Invalid file format.'
  if (form.get('response_format') !== 'verbose_json') return 'response_format must be verbose_json'
  if (granularities !== 'segment,word') return `timestamp_granularities are ${granularities}`
  if (typeof form.get('model') !== 'string') return 'model is missing'
  return {
    model: String(form.get('model')),
    language: form.get('language') === null ? null : String(form.get('language')),
    fileName: file.name,
    mediaType: file.type,
    bytes: new Uint8Array(await file.arrayBuffer()),
    contentLength: c.req.header('content-length') ?? null,
  }
}
