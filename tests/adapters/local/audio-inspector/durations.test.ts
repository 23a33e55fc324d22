import { describe, expect, test } from 'bun:test'
import { readFile, writeFile } from 'node:fs/promises'
import { ffmpeg } from '../../../support/make-audio.ts'
import { audioFiles, SECONDS } from './audio-files.ts'

const { directory, metadataOf, pathOf } = audioFiles('a.mp3', 'bare.mp3')

describe('audio inspector: durations that are easily wrong', () => {
  test('variable bit rate without an index, after silence that looks like a constant rate', async () => {
    const parts = ['-f', 'lavfi', '-i', 'anullsrc=duration=20', '-f', 'lavfi', '-i', 'anoisesrc=duration=20']
    const joined = ['-filter_complex', '[0][1]concat=n=2:v=0:a=1', '-q:a', '4', '-write_xing', '0', 'vbr.mp3']
    await ffmpeg(directory(), ...parts, ...joined)
    expect(Math.abs((await metadataOf('vbr.mp3')).durationSeconds - 40)).toBeLessThan(0.12)
  })

  test('files that were written to a pipe do not say how long they are', async () => {
    const piped: [string, string[]][] = [
      ['pipe.wav', ['-f', 'wav']],
      ['pipe.flac', ['-f', 'flac']],
      ['pipe.webm', ['-c:a', 'libopus', '-f', 'webm']],
    ]
    for (const [name, options] of piped) {
      const tone = ['-f', 'lavfi', '-i', 'sine=duration=3', '-map_metadata', '-1']
      const { stdout } = await ffmpeg(directory(), ...tone, ...options, 'pipe:1')
      await writeFile(pathOf(name), stdout)
      expect(Math.abs((await metadataOf(name)).durationSeconds - 3)).toBeLessThan(0.1)
    }
  })

  test('frames count even when tags surround them and another tag is in the middle', async () => {
    const tagged = await readFile(pathOf('a.mp3'))
    const bare = await readFile(pathOf('bare.mp3'))
    await writeFile(pathOf('joined.mp3'), Buffer.concat([tagged, tagged, Buffer.alloc(500, 'TAG')]))
    expect(Math.abs((await metadataOf('joined.mp3')).durationSeconds - 2 * SECONDS)).toBeLessThan(0.2)
    await writeFile(pathOf('cut.mp3'), bare.subarray(0, bare.length / 2))
    expect(Math.abs((await metadataOf('cut.mp3')).durationSeconds - SECONDS / 2)).toBeLessThan(0.5)
  })
})
