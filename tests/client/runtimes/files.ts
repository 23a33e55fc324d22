import { silentWav } from '../../../src/testing/fixtures/silent-wav.ts'

const WAV_BYTES_PER_SECOND = 8000
const LARGE_BYTES = 200 * 1024 * 1024
const NO_AUDIO_BYTES = 8 * 1024 * 1024

/** Contents by name; 200 MiB of silence are seven hours of it. */
export const contents = (): Readonly<Record<string, Uint8Array<ArrayBuffer>>> => ({
  'large.wav': silentWav(LARGE_BYTES / WAV_BYTES_PER_SECOND),
  '1.wav': silentWav(20),
  '2.wav': silentWav(30),
  'noise.mp3': new Uint8Array(NO_AUDIO_BYTES),
})

/** As they are picked from `find`, which answers a file by its name. */
export const pickFiles = <T>(find: (name: string) => T) => ({
  large: find('large.wav'),
  chapters: [find('1.wav'), find('2.wav')],
  noAudio: find('noise.mp3'),
})
