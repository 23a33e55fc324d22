import { tmpdir } from 'node:os'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import {
  type AudioFormat,
  type AudioInspector,
  type InspectedAudio,
  SNIFF_BYTES,
} from '../../../ports/audio-inspector.ts'
import { type PortError, permanentError } from '../../../ports/port-error.ts'
import { type AudioBytes, audioBytes } from './audio-bytes.ts'
import { identify } from './identify.ts'
import { normalizeMarks } from './normalize-marks.ts'
import { readAudioFile } from './read-audio-file.ts'
import type { Reading } from './reading.ts'

/** A file of 2 GiB takes some seconds; one that takes longer was made to. */
const DEFAULT_TIMEOUT_MS = 60_000
/** Of a remote storage that is slow; formats whose frames are counted are fetched whole. Added to the time. */
const SLOWEST_FETCH_BYTES_PER_MS = 5_000

const unreadable = (message: string, cause?: unknown) => permanentError('unreadable_audio', message, cause)
const notAudio = (message: string) => permanentError('not_audio', message)

export interface AudioInspectorOptions {
  /** Longest time for one file, besides that of fetching a remote one. */
  readonly timeoutMs?: number
  /** A name to be looked for, or a path; it need not exist. */
  readonly ffprobePath?: string
  /** Where copies of files from remote storages lie while they are read. */
  readonly temporaryDirectory?: string
}

/**
 * Reads audio files on this machine: file-type, music-metadata, own readers for what those lack, and ffprobe, where
 * it is installed, for the rest.
 */
export function createAudioInspector(options: AudioInspectorOptions = {}): AudioInspector {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, ffprobePath = 'ffprobe', temporaryDirectory = tmpdir() } = options
  const inspect = async (source: Parameters<AudioInspector['inspect']>[0]) => {
    const fetchMs = source.localPath === null ? Math.ceil(source.sizeBytes / SLOWEST_FETCH_BYTES_PER_MS) : 0
    const audio = audioBytes(source, temporaryDirectory)
    try {
      return await readAudio(audio, ffprobePath, AbortSignal.timeout(timeoutMs + fetchMs))
    } finally {
      await audio.close()
    }
  }
  return {
    identify: async (head) => {
      const identity = await identify(head.subarray(0, SNIFF_BYTES))
      return typeof identity === 'string' ? null : identity
    },
    inspect: (source) => new ResultAsync(inspect(source)),
  }
}

async function readAudio(
  audio: AudioBytes,
  ffprobePath: string,
  signal: AbortSignal,
): Promise<Result<InspectedAudio, PortError>> {
  try {
    const identity = await identifyBytes(audio)
    if (identity === 'unknown') return err(unreadable('the file is not audio of a known format'))
    if (identity === 'other') return err(notAudio('the file is of another kind than audio'))
    const reading = await readAudioFile(audio, identity, { ffprobePath, signal })
    const failure = audio.failure()
    return failure === null ? toInspected(reading) : err(failure)
  } catch (error) {
    return err(audio.failure() ?? unreadable('the file cannot be read as audio', error))
  }
}

async function identifyBytes(audio: AudioBytes): Promise<AudioFormat | 'other' | 'unknown'> {
  const reader = await audio.open()
  try {
    return await identify(await reader.read(0, SNIFF_BYTES))
  } finally {
    await reader.close()
  }
}

function toInspected(reading: Reading | null): Result<InspectedAudio, PortError> {
  if (reading === null) return err(unreadable('the file is damaged or was cut off'))
  if (reading.hasVideo) return err(notAudio('the file is a video'))
  if (!reading.hasAudio) return err(notAudio('the file has no sound'))
  const { tags, cover } = reading
  const durationSeconds = Math.round((reading.durationSeconds ?? 0) * 1000) / 1000
  if (!Number.isFinite(durationSeconds) || durationSeconds <= 0) {
    return err(unreadable('the length of the sound cannot be told'))
  }
  return ok({
    metadata: {
      ...tags,
      container: reading.container ?? 'unknown',
      codec: reading.codec,
      durationSeconds,
      chapterMarks: normalizeMarks(reading.marks, durationSeconds),
    },
    cover,
  })
}
