import { type PortError, permanentError, transientError } from '../../../ports/port-error.ts'
import type { ByteStream } from '../../../ports/storage.ts'
import type { ChildExit, StartChild } from './child-process.ts'
import { SAMPLE_RATE } from './cut-at-pauses.ts'
import { engineMissing } from './installation.ts'

/** Audio as ffmpeg gets it: a file by name or already open, or bytes through a pipe. */
export type DecoderInput =
  | { readonly path: string }
  | { readonly fileDescriptor: number }
  | { readonly body: ByteStream }

export interface Decoding {
  /** Mono 16-bit PCM; it comes as fast as it is read. Ends early when decoding fails: ask `failure`. */
  readonly pcm: AsyncIterable<Uint8Array>
  /** After `pcm` has ended: why decoding failed, or null. */
  failure(): Promise<PortError | null>
  /** Stops the decoder, when the rest is not wanted. */
  stop(): Promise<void>
}

/**
 * Containers that an audiobook comes in. Others are refused: a playlist that calls itself audio could name any file or
 * address for ffmpeg to open.
 */
const DEMUXERS = ['aac', 'aiff', 'asf', 'flac', 'matroska', 'mov', 'mp3', 'ogg', 'wav', 'w64'].join(',')
const MAX_REASON_CHARACTERS = 200

/** Decodes any audio to what the recogniser takes, as a stream: memory does not grow with the length. */
export const decodeAudio = (input: DecoderInput, start: StartChild, signal: AbortSignal): Decoding => {
  const { name, stdin } = describeInput(input)
  const child = start(
    'ffmpeg',
    [
      ...[
        '-v',
        'error',
        '-hide_banner',
        '-format_whitelist',
        DEMUXERS,
        '-protocol_whitelist',
        'file,pipe',
        '-i',
        name,
      ],
      ...[
        '-map',
        '0:a:0',
        '-ac',
        '1',
        '-ar',
        String(SAMPLE_RATE),
        '-c:a',
        'pcm_s16le',
        '-f',
        's16le',
        'pipe:1',
      ],
    ],
    { stdin, signal },
  )
  const feeding =
    'body' in input && child.stdin !== null ? feed(input.body, child.stdin) : Promise.resolve(null)
  let brokenBy: unknown = null
  const read = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* child.stdout as AsyncIterable<Uint8Array>
    } catch (error) {
      brokenBy = error
    }
  }
  return {
    pcm: read(),
    failure: async () => {
      const exit = await child.exit
      const feedError = await feeding
      if (feedError !== null)
        return transientError('storage_read_failed', 'The audio could not be read.', feedError)
      const failure = decodeFailure(exit, 'path' in input ? input.path : null)
      if (failure !== null || brokenBy === null) return failure
      return transientError('decoder_broken', 'The connection to ffmpeg broke.', brokenBy)
    },
    stop: async () => {
      child.kill()
      await child.exit
    },
  }
}

const describeInput = (
  input: DecoderInput,
): { readonly name: string; readonly stdin: 'none' | 'pipe' | number } => {
  if ('path' in input) return { name: `file:${input.path}`, stdin: 'none' }
  if ('fileDescriptor' in input) return { name: 'file:/dev/stdin', stdin: input.fileDescriptor }
  return { name: 'pipe:0', stdin: 'pipe' }
}

/** Writes the stream with backpressure; answers the error of the stream, if it broke. */
const feed = async (body: ByteStream, stdin: NodeJS.WritableStream): Promise<Error | null> => {
  let isOpen = true
  const closed = new Promise<void>((resolve) => {
    const close = () => {
      isOpen = false
      resolve()
    }
    stdin.once('close', close).once('error', close)
  })
  try {
    for await (const chunk of body) {
      // The decoder may stop reading before the end: its exit says whether that is an error.
      if (!isOpen) break
      if (!stdin.write(chunk))
        await Promise.race([closed, new Promise((resolve) => stdin.once('drain', resolve))])
    }
    return null
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    stdin.end()
  }
}

const decodeFailure = (exit: ChildExit, path: string | null): PortError | null => {
  if (exit.outcome === 'missing') return engineMissing('ffmpeg')
  if (exit.outcome === 'killed')
    return transientError('decoder_killed', `ffmpeg was ended by ${exit.signal}.`)
  if (exit.code === 0) return null
  return decodeFailed(lastReason(exit.stderr, path))
}

export const decodeFailed = (reason: string): PortError =>
  permanentError('decode_failed', `The audio can't be decoded: ${reason}`)

/** ffmpeg's last line without its addresses and without the path, which is not for clients to see. */
const lastReason = (stderr: string, path: string | null): string => {
  const lines = stderr.split('\n').map((line) => line.trim())
  const line = lines.findLast((text) => text !== '') ?? 'ffmpeg gave no reason'
  const withoutPath =
    path === null ? line : line.replaceAll(`file:${path}`, 'the file').replaceAll(path, 'the file')
  return withoutPath.replace(/^\[[^\]]*\]\s*/u, '').slice(0, MAX_REASON_CHARACTERS)
}
