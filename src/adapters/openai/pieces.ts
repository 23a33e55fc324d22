import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { err, ok, okAsync, type Result } from 'neverthrow'
import { type PortError, transientError } from '../../ports/port-error.ts'
import type { AudioSource } from '../../ports/transcriber.ts'
import { cutPiece, findPause } from './ffmpeg.ts'
import type { MultipartFile } from './multipart.ts'

/** 16 kHz, 16 bit, mono, uncompressed: FLAC never needs noticeably more. */
const PCM_BYTES_PER_SECOND = 32_000
const SAFE_SHARE = 0.95
const MAX_SEARCH_SECONDS = 10
const MAX_SEARCH_SHARE = 0.1
const MIN_PIECE_SECONDS = 5

export interface PieceLimits {
  readonly maxFileSizeBytes: number
  readonly maxPieceSeconds: number
}

export interface PieceSpan {
  readonly startSeconds: number
  readonly endSeconds: number
}

export interface CutPlan {
  /** Nominal ends of all pieces but the last. */
  readonly cuts: readonly number[]
  /** How far a cut may move to meet a pause. */
  readonly searchSeconds: number
}

/** Null: the file can be sent as it is. */
export function planCuts(audio: AudioSource, limits: PieceLimits): CutPlan | null {
  if (audio.sizeBytes <= limits.maxFileSizeBytes && audio.durationSeconds <= limits.maxPieceSeconds)
    return null
  const bySize = (limits.maxFileSizeBytes * SAFE_SHARE) / PCM_BYTES_PER_SECOND
  const longest = Math.max(MIN_PIECE_SECONDS, Math.min(limits.maxPieceSeconds, bySize))
  const searchSeconds = Math.min(MAX_SEARCH_SECONDS, longest * MAX_SEARCH_SHARE)
  const count = Math.ceil(audio.durationSeconds / (longest - 2 * searchSeconds))
  const cuts = Array.from({ length: count - 1 }, (_, index) => (index + 1) * (audio.durationSeconds / count))
  return { cuts, searchSeconds }
}

/** A place for pieces, and the audio as a file that can be sought. */
export interface Workspace {
  readonly input: string
  cut(span: PieceSpan, signal: AbortSignal): Promise<Result<MultipartFile, PortError>>
  remove(): Promise<void>
}

/** Audio of a remote storage is fetched to disk once; a local file is read where it lies. */
export async function openWorkspace(
  audio: AudioSource,
  signal: AbortSignal,
): Promise<Result<Workspace, PortError>> {
  const directory = await mkdtemp(join(tmpdir(), 'chapterwise-pieces-'))
  const remove = () => rm(directory, { recursive: true, force: true })
  const input = audio.localPath ?? join(directory, 'audio')
  if (audio.localPath === null) {
    const fetched = await fetchTo(input, audio, signal)
    if (fetched.isErr()) {
      await remove()
      return err(fetched.error)
    }
  }
  const cut = async (span: PieceSpan, until: AbortSignal): Promise<Result<MultipartFile, PortError>> => {
    const path = join(directory, 'piece.flac')
    const done = await cutPiece(input, { path, ...span }, until)
    if (done.isErr()) return err(done.error)
    return ok(await fileOnDisk(path, 'audio/flac', 'piece.flac'))
  }
  return ok({ input, cut, remove })
}

async function fetchTo(
  path: string,
  audio: AudioSource,
  signal: AbortSignal,
): Promise<Result<void, PortError>> {
  const opened = await audio.open()
  if (opened.isErr()) return err(opened.error)
  try {
    await pipeline(opened.value, createWriteStream(path), { signal })
    return ok(undefined)
  } catch (cause) {
    if (signal.aborted) return err(transientError('aborted', 'fetching the audio was stopped'))
    return err(transientError('audio_unreadable', 'the stored audio could not be fetched', cause))
  }
}

async function fileOnDisk(path: string, mediaType: string, name: string): Promise<MultipartFile> {
  const { size: sizeBytes } = await stat(path)
  return { name, mediaType, sizeBytes, open: () => okAsync(createReadStream(path)) }
}

/** The pieces between the cuts, moved into pauses so that no word is torn. */
export async function settleCuts(
  input: string,
  plan: CutPlan,
  durationSeconds: number,
  signal: AbortSignal,
): Promise<Result<PieceSpan[], PortError>> {
  const spans: PieceSpan[] = []
  let startSeconds = 0
  for (const cut of plan.cuts) {
    const pause = await findPause(input, cut, plan.searchSeconds, signal)
    if (pause.isErr()) return err(pause.error)
    const endSeconds = Math.round(pause.value * 1000) / 1000
    spans.push({ startSeconds, endSeconds })
    startSeconds = endSeconds
  }
  return ok([...spans, { startSeconds, endSeconds: durationSeconds }])
}
