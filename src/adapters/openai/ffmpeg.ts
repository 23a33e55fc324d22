import { spawn } from 'node:child_process'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import { type PortError, type PortResult, permanentError, transientError } from '../../ports/port-error.ts'

const MAX_MESSAGE_CHARACTERS = 64 * 1024
const QUIET_LEVEL = '-35dB'
const QUIET_SECONDS = 0.25

export interface CutPiece {
  readonly path: string
  readonly startSeconds: number
  readonly endSeconds: number
}

/** 16 kHz mono FLAC: lossless, no encoder delay, known to every server. */
export function cutPiece(input: string, piece: CutPiece, signal: AbortSignal): PortResult<void> {
  const range = ['-ss', String(piece.startSeconds), '-t', String(piece.endSeconds - piece.startSeconds)]
  const output = ['-map', '0:a:0', '-map_metadata', '-1', '-map_chapters', '-1', '-ac', '1', '-ar', '16000']
  return runFfmpeg([...range, '-i', input, ...output, '-c:a', 'flac', '-y', piece.path], signal).map(
    () => undefined,
  )
}

/** The middle of the pause nearest to `atSeconds`, or `atSeconds` itself where nobody pauses. */
export function findPause(
  input: string,
  atSeconds: number,
  searchSeconds: number,
  signal: AbortSignal,
): PortResult<number> {
  const from = Math.max(0, atSeconds - searchSeconds)
  const filter = `silencedetect=noise=${QUIET_LEVEL}:duration=${QUIET_SECONDS}`
  const range = ['-ss', String(from), '-t', String(2 * searchSeconds), '-i', input]
  return runFfmpeg([...range, '-map', '0:a:0', '-af', filter, '-f', 'null', '-'], signal).map((log) => {
    const starts = numbersAfter(log, 'silence_start: ')
    const ends = numbersAfter(log, 'silence_end: ')
    const pauses = starts.flatMap((start, index) => {
      const end = ends[index]
      return end === undefined ? [] : [from + (start + end) / 2]
    })
    return pauses.sort((a, b) => Math.abs(a - atSeconds) - Math.abs(b - atSeconds))[0] ?? atSeconds
  })
}

function numbersAfter(log: string, label: string): number[] {
  return Array.from(log.matchAll(new RegExp(`${label}(-?[\\d.]+)`, 'g')), (match) => Number(match[1]))
}

/** What it logged. Killed at once when the signal is aborted. */
function runFfmpeg(options: readonly string[], signal: AbortSignal): PortResult<string> {
  const run = new Promise<Result<string, PortError>>((resolve) => {
    const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-nostats', '-vn', '-sn', '-dn', ...options], {
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    })
    let log = ''
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      log = (log + text).slice(-MAX_MESSAGE_CHARACTERS)
    })
    child.on('error', (cause) => resolve(err(startError(cause, signal))))
    child.on('close', (status) => {
      resolve(status === 0 && !signal.aborted ? ok(log) : err(runError(status, log, signal)))
    })
  })
  return new ResultAsync(run)
}

/** The log names paths of this machine, so none of it is passed on. */
function runError(status: number | null, log: string, signal: AbortSignal): PortError {
  if (signal.aborted) return transientError('aborted', 'cutting the audio was stopped')
  if (status === null) return transientError('ffmpeg_killed', 'ffmpeg was ended from outside')
  if (log.includes('No space left')) return transientError('storage_full', 'no room for a piece of the audio')
  return permanentError('decode_failed', `ffmpeg could not read the audio (status ${status})`)
}

function startError(cause: Error, signal: AbortSignal): PortError {
  if (signal.aborted) return transientError('aborted', 'cutting the audio was stopped')
  return permanentError('ffmpeg_missing', 'ffmpeg is needed to cut long audio into pieces: install it', cause)
}
