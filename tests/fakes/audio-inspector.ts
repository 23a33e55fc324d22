import { errAsync, ResultAsync } from 'neverthrow'
import type { AudioFormat, AudioInspector, InspectedAudio } from '../../src/ports/audio-inspector.ts'
import { type PortError, permanentError } from '../../src/ports/port-error.ts'

/** The first bytes of what the fake takes for audio. */
export const FAKE_MP3 = 'ID3 fake mp3 '
export const FAKE_WAV = 'RIFF fake wav '
/** Identified as audio, but not readable as such. */
export const FAKE_BROKEN = 'ID3 broken '
/** Carries a cover image. */
export const FAKE_COVERED = 'ID3 covered '

export const FAKE_COVER = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3])

const FORMATS: readonly (readonly [string, AudioFormat])[] = [
  ['ID3', { extension: 'mp3', mediaType: 'audio/mpeg' }],
  ['RIFF', { extension: 'wav', mediaType: 'audio/wav' }],
]

const startOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes.subarray(0, 64))

/** Tells audio by a word at its start, and reads the stored bytes as the real one does. */
export const fakeAudioInspector: AudioInspector = {
  identify: async (head) => FORMATS.find(([word]) => startOf(head).startsWith(word))?.[1] ?? null,
  inspect: (source) =>
    source.open().andThen((stream) => {
      const read = ResultAsync.fromPromise(readStart(stream), () =>
        permanentError('unreadable_audio', 'no bytes'),
      )
      return read.andThen((start) =>
        start.startsWith(FAKE_BROKEN)
          ? errAsync<InspectedAudio, PortError>(permanentError('unreadable_audio', 'broken'))
          : ResultAsync.fromSafePromise(Promise.resolve(inspected(start.startsWith(FAKE_COVERED)))),
      )
    }),
}

async function readStart(stream: AsyncIterable<Uint8Array>): Promise<string> {
  for await (const chunk of stream) return startOf(chunk)
  throw new Error('empty')
}

const inspected = (covered: boolean): InspectedAudio => ({
  metadata: {
    container: 'MPEG',
    codec: 'MPEG 1 Layer 3',
    durationSeconds: 60,
    title: 'A Title',
    author: 'An Author',
    narrator: null,
    description: null,
    language: 'en',
    chapterMarks: [{ title: 'One', startSeconds: 0, endSeconds: 60 }],
  },
  cover: covered ? { mediaType: 'image/jpeg', bytes: FAKE_COVER } : null,
})
