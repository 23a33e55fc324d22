import { beforeAll, describe, expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { ffmpeg } from '../../../support/make-audio.ts'
import { audioFiles } from './audio-files.ts'

const { directory, inspect, pathOf } = audioFiles('a.m4b', 'a.mp3', 'a.flac', 'a.mka')

describe('audio inspector: covers and videos', () => {
  beforeAll(async () => {
    const color = ['-f', 'lavfi', '-i', 'color=red:size=64x64:duration=1']
    await ffmpeg(directory(), ...color, '-frames:v', '1', 'cover.jpg')
    const both = [
      '-i',
      'cover.jpg',
      '-map',
      '0:a',
      '-map',
      '1:v',
      '-c',
      'copy',
      '-disposition:v',
      'attached_pic',
    ]
    for (const extension of ['m4b', 'mp3', 'flac']) {
      await ffmpeg(directory(), '-i', `a.${extension}`, ...both, `cover.${extension}`)
    }
    const attached = ['-attach', 'cover.jpg', '-metadata:s:t', 'mimetype=image/jpeg', '-c', 'copy']
    await ffmpeg(directory(), '-i', 'a.mka', ...attached, 'cover.mka')
    const moving = ['-f', 'lavfi', '-i', 'sine=duration=1', ...color]
    await ffmpeg(directory(), ...moving, '-c:v', 'mpeg4', 'video.mp4')
    await ffmpeg(directory(), ...moving, '-c:v', 'libvpx', '-c:a', 'libopus', 'video.webm')
    await ffmpeg(directory(), ...moving, 'video.wmv')
    await ffmpeg(directory(), ...moving, '-c:v', 'mpeg4', 'video.avi')
    await ffmpeg(directory(), ...color, '-c:v', 'mpeg4', 'silent.mp4')
  })

  test.each(['cover.m4b', 'cover.mp3', 'cover.flac', 'cover.mka'])(
    'takes the cover out of %s',
    async (fileName) => {
      const { cover } = (await inspect(fileName))._unsafeUnwrap()
      expect(cover?.mediaType).toBe('image/jpeg')
      expect(cover?.bytes).toEqual(new Uint8Array(await readFile(pathOf('cover.jpg'))))
    },
  )

  test.each(['video.mp4', 'video.webm', 'video.wmv', 'video.avi', 'silent.mp4', 'cover.jpg'])(
    'refuses %s',
    async (fileName) => {
      expect((await inspect(fileName))._unsafeUnwrapErr()).toMatchObject({
        kind: 'permanent',
        code: 'not_audio',
      })
    },
  )

  test('refuses videos without ffprobe, too', async () => {
    for (const fileName of ['video.mp4', 'video.webm', 'video.wmv', 'silent.mp4']) {
      const result = await inspect(fileName, { ffprobePath: pathOf('no-such-program') })
      expect(result._unsafeUnwrapErr().code).toBe('not_audio')
    }
  })
})
