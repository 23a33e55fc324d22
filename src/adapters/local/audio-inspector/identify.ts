import { fileTypeFromBuffer } from 'file-type'
import type { AudioFormat } from '../../../ports/audio-inspector.ts'
import { type ReadFrameHead, readAdtsFrameHead, readMp3FrameHead } from './audio-frames.ts'
import { findFollowedFrame } from './count-frames.ts'

/** By the extension that the file-type library answers. Media types: IANA where registered. */
const ACCEPTED = new Map<string, AudioFormat>([
  ['mp3', { extension: 'mp3', mediaType: 'audio/mpeg' }],
  ['m4a', { extension: 'm4a', mediaType: 'audio/mp4' }],
  ['m4b', { extension: 'm4b', mediaType: 'audio/mp4' }],
  ['f4a', { extension: 'm4a', mediaType: 'audio/mp4' }],
  ['f4b', { extension: 'm4b', mediaType: 'audio/mp4' }],
  // May hold video: `inspect` looks at the tracks, as it does for the other containers.
  ['mp4', { extension: 'mp4', mediaType: 'audio/mp4' }],
  ['aac', { extension: 'aac', mediaType: 'audio/aac' }],
  ['wav', { extension: 'wav', mediaType: 'audio/wav' }],
  ['flac', { extension: 'flac', mediaType: 'audio/flac' }],
  ['ogg', { extension: 'ogg', mediaType: 'audio/ogg' }],
  ['oga', { extension: 'oga', mediaType: 'audio/ogg' }],
  ['opus', { extension: 'opus', mediaType: 'audio/ogg' }],
  ['webm', { extension: 'webm', mediaType: 'audio/webm' }],
  ['mkv', { extension: 'mka', mediaType: 'audio/matroska' }],
  ['asf', { extension: 'wma', mediaType: 'audio/x-ms-wma' }],
  ['aif', { extension: 'aiff', mediaType: 'audio/aiff' }],
])

/** Formats that file-type knows by two bytes alone; those occur in other files as well. */
const FRAMED = new Map<string, ReadFrameHead>([
  ['mp3', readMp3FrameHead],
  ['aac', readAdtsFrameHead],
])

/** Other layers of MPEG audio, also known by two bytes alone: in truth, texts in UTF-16. */
const GUESSED = new Set(['mp1', 'mp2'])

/** `other`: a known type that is not accepted; `unknown`: nothing known. */
export type Identity = AudioFormat | 'other' | 'unknown'

function beginsWithFrames(head: Uint8Array, readHead: ReadFrameHead): boolean {
  const isTagged = Buffer.from(head.subarray(0, 3)).toString('latin1') === 'ID3'
  // The library accepts one stray byte before the first frame.
  return isTagged || [0, 1].some((offset) => findFollowedFrame(head, offset, readHead) !== null)
}

export async function identify(head: Uint8Array): Promise<Identity> {
  // A head that ends too early for its type makes the library throw.
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  if (found === undefined) return 'unknown'
  const format = ACCEPTED.get(found.ext)
  if (format === undefined) return GUESSED.has(found.ext) ? 'unknown' : 'other'
  const readHead = FRAMED.get(found.ext)
  return readHead === undefined || beginsWithFrames(head, readHead) ? format : 'unknown'
}
