import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { toPlainText, toSubRip, toWebVtt } from '../../../domain/transcript/captions.ts'
import type { TranscriptReading } from '../../../usecases/audiobooks/read-transcript.ts'
import { contentDisposition } from '../../content-disposition.ts'
import type { HttpEnv } from '../../deps.ts'
import { headers } from '../../openapi/headers.ts'
import { component } from '../../schemas/component.ts'
import {
  presentTranscript,
  TRANSCRIPT_FORMATS,
  type TranscriptFormat,
  TranscriptSchema,
} from '../../schemas/transcript.ts'

/** application/x-subrip is what players and the podcast namespace expect; it was never registered. */
const MEDIA_TYPES: Readonly<Record<TranscriptFormat, string>> = {
  json: 'application/json',
  vtt: 'text/vtt; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
}

export const FormatSchema = component('TranscriptFormat', z.enum(TRANSCRIPT_FORMATS))
  .default('json')
  .openapi({ description: 'What the transcript is written as.' })

const MAX_CHAPTER_NUMBER = 1_000_000

export const ChapterNumberSchema = z.coerce
  .number('Must be a number.')
  .int()
  .min(1)
  .max(MAX_CHAPTER_NUMBER)
  .openapi({ description: 'The number of the chapter.', example: 1 })

const text = z.string()

/** The successful answers of both transcript routes, for their description. */
export const transcriptResponses = {
  200: {
    description: 'The transcript, in the format asked for.',
    headers: headers('ETag', 'Content-Disposition'),
    content: {
      'application/json': { schema: TranscriptSchema },
      'text/vtt': { schema: text },
      'application/x-subrip': { schema: text },
      'text/plain': { schema: text },
    },
  },
  304: { description: 'As the client has it.', headers: headers('ETag') },
}

function render(reading: TranscriptReading, format: TranscriptFormat): string {
  switch (format) {
    case 'json':
      return JSON.stringify(presentTranscript(reading))
    case 'vtt':
      return toWebVtt(reading.transcript)
    case 'srt':
      return toSubRip(reading.transcript)
    case 'txt':
      return toPlainText(reading.transcript)
  }
}

export function answerTranscript(
  c: Context<HttpEnv>,
  reading: TranscriptReading,
  format: TranscriptFormat,
): Response {
  const { audiobook, chapter } = reading
  const titles =
    chapter === null ? [audiobook.title] : [audiobook.title, `${chapter.number} ${chapter.title}`]
  return c.body(render(reading, format), 200, {
    'Content-Type': MEDIA_TYPES[format],
    'Content-Disposition': contentDisposition(titles, format),
    'Cache-Control': 'private, no-cache',
  })
}
