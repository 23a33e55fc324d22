import { spawn } from 'node:child_process'
import { z } from 'zod'
import type { Reading } from './reading.ts'
import { cleanLine, cleanParagraphs, toLanguageTag } from './text-tags.ts'

/** Thousands of chapters with titles fit; a file that yields more is not answered for. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024
const MAX_LINE_BYTES = 4_096

/** FFmpeg's name of the container, given so that it takes a file for nothing else, such as a playlist. */
const DEMUXERS = new Map([
  ['mp3', 'mp3'],
  ['aac', 'aac'],
  ['m4a', 'mov'],
  ['m4b', 'mov'],
  ['mp4', 'mov'],
  ['wav', 'wav'],
  ['flac', 'flac'],
  ['ogg', 'ogg'],
  ['oga', 'ogg'],
  ['opus', 'ogg'],
  ['webm', 'matroska'],
  ['mka', 'matroska'],
  ['wma', 'asf'],
  ['aiff', 'aiff'],
])

const tagsSchema = z.record(z.string(), z.string()).default({})
const answerSchema = z.object({
  format: z.object({
    format_name: z.string().optional(),
    duration: z.coerce.number().optional().catch(undefined),
    tags: tagsSchema,
  }),
  streams: z.array(
    z.object({
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      disposition: z.object({ attached_pic: z.number().default(0) }).optional(),
      tags: tagsSchema,
    }),
  ),
  chapters: z
    .array(z.object({ start_time: z.coerce.number(), end_time: z.coerce.number(), tags: tagsSchema }))
    .default([]),
})
type Answer = z.infer<typeof answerSchema>

export interface Probe {
  /** The program: a name to be looked for, or a path. */
  readonly ffprobePath: string
  readonly path: string
  /** Canonical, as `AudioFormat` has it. */
  readonly extension: string
  readonly signal: AbortSignal
}

/** Runs ffprobe on one local file. False when it is not installed, fails, or is stopped. */
function run(
  { ffprobePath, path, extension, signal }: Probe,
  options: readonly string[],
  onOutput: (chunk: Buffer) => void,
): Promise<boolean> {
  const demuxer = DEMUXERS.get(extension)
  if (demuxer === undefined) return Promise.resolve(false)
  return new Promise((resolve) => {
    const input = ['-v', 'error', '-protocol_whitelist', 'file', '-f', demuxer, '-i', `file:${path}`]
    const child = spawn(ffprobePath, [...input, ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
      killSignal: 'SIGKILL',
      signal,
    })
    child.stdout.on('data', onOutput)
    child.on('error', () => resolve(false))
    child.on('close', (code) => resolve(code === 0))
  })
}

/** What ffprobe says, or null. */
export async function readWithFfprobe(probe: Probe): Promise<Reading | null> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  const keep = (chunk: Buffer) => {
    sizeBytes += chunk.length
    if (sizeBytes <= MAX_ANSWER_BYTES) chunks.push(chunk)
  }
  const options = ['-show_format', '-show_streams', '-show_chapters', '-of', 'json']
  const succeeded = await run(probe, options, keep)
  if (!succeeded || sizeBytes > MAX_ANSWER_BYTES) return null
  try {
    return toReading(answerSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))))
  } catch {
    return null
  }
}

function toReading({ format, streams, chapters }: Answer): Reading {
  const audio = streams.find((stream) => stream.codec_type === 'audio')
  const tags = new Map(
    [audio?.tags ?? {}, format.tags].flatMap((found) =>
      Object.entries(found).map(([name, value]) => [name.toLowerCase(), value] as const),
    ),
  )
  return {
    container: cleanLine(format.format_name),
    codec: cleanLine(audio?.codec_name),
    durationSeconds: format.duration ?? null,
    hasAudio: audio !== undefined,
    hasVideo: streams.some(
      (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
    ),
    tags: {
      title: cleanLine(tags.get('title')) ?? cleanLine(tags.get('album')),
      author: cleanLine(tags.get('artist')) ?? cleanLine(tags.get('album_artist')),
      narrator: cleanLine(tags.get('narrator')) ?? cleanLine(tags.get('composer')),
      description: cleanParagraphs(tags.get('description')) ?? cleanParagraphs(tags.get('comment')),
      language: toLanguageTag(tags.get('language')),
    },
    marks: chapters.map((chapter) => ({
      title: cleanLine(chapter.tags.title),
      startSeconds: chapter.start_time,
      endSeconds: chapter.end_time,
    })),
    cover: null,
  }
}

/**
 * The end of the last packet of sound, for files that do not say how long they are, such as recordings of browsers.
 * Reads the whole file; memory stays flat.
 */
export async function measureDuration(probe: Probe): Promise<number | null> {
  let tail = ''
  let endSeconds = 0
  const look = (line: string) => {
    const [start, length] = line.split(',').map(Number)
    const end = (start ?? 0) + (Number.isFinite(length) ? (length ?? 0) : 0)
    if (Number.isFinite(end)) endSeconds = Math.max(endSeconds, end)
  }
  const keep = (chunk: Buffer) => {
    const lines = (tail + chunk.toString('latin1')).split('\n')
    tail = (lines.pop() ?? '').slice(0, MAX_LINE_BYTES)
    for (const line of lines) look(line)
  }
  const options = [
    '-select_streams',
    'a:0',
    '-show_entries',
    'packet=pts_time,duration_time',
    '-of',
    'csv=p=0',
  ]
  const succeeded = await run(probe, options, keep)
  return succeeded && endSeconds > 0 ? endSeconds : null
}
