import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errAsync, okAsync } from 'neverthrow'
import {
  type AudioInspectorOptions,
  createAudioInspector,
} from '../../../src/adapters/local/audio-inspector/audio-inspector.ts'
import { SNIFF_BYTES } from '../../../src/ports/audio-inspector.ts'
import { type PortResult, transientError } from '../../../src/ports/port-error.ts'
import type { ByteRange, ByteStream } from '../../../src/ports/storage.ts'
import { streamOf } from '../../support/bytes.ts'
import { ffmpeg, makeAudio } from '../../support/make-audio.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../support/temporary-directory.ts'

/** FFmpeg and ffprobe are started many times; on a busy machine that takes a while. */
setDefaultTimeout(120_000)

const SECONDS = 8
const CHAPTERS = [
  { title: 'The storm', startSeconds: 0, endSeconds: 2 },
  { title: 'Überfahrt', startSeconds: 2, endSeconds: 5 },
  { title: 'Home', startSeconds: 5, endSeconds: SECONDS },
]
const TAGS = {
  title: 'The Lighthouse',
  artist: 'Ann Author',
  composer: 'Ned Narrator',
  description: 'About a keeper',
  language: 'eng',
}

interface Format {
  readonly fileName: string
  readonly options: readonly string[]
  readonly expected: { extension: string; mediaType: string }
  /** What FFmpeg writes into this format, and so can be found again. */
  readonly chapters: boolean
  readonly narrator: boolean
  readonly author: boolean
}

const format = (
  fileName: string,
  options: readonly string[],
  extension: string,
  mediaType: string,
  written: { chapters?: boolean; narrator?: boolean; author?: boolean } = {},
): Format => ({
  fileName,
  options,
  expected: { extension, mediaType },
  chapters: written.chapters ?? true,
  narrator: written.narrator ?? true,
  author: written.author ?? true,
})

const NOTHING = { chapters: false, narrator: false, author: false }

const FORMATS: readonly Format[] = [
  format('a.mp3', ['-b:a', '64k'], 'mp3', 'audio/mpeg'),
  format('bare.mp3', ['-q:a', '5', '-write_xing', '0', '-id3v2_version', '0'], 'mp3', 'audio/mpeg', NOTHING),
  format('v2.mp3', ['-ar', '22050', '-q:a', '5', '-write_xing', '0'], 'mp3', 'audio/mpeg'),
  format('a.m4a', [], 'm4a', 'audio/mp4'),
  format('a.m4b', ['-f', 'ipod', '-brand', 'M4B '], 'm4b', 'audio/mp4'),
  format('a.mp4', ['-movflags', '+faststart'], 'mp4', 'audio/mp4'),
  format('a.aac', ['-f', 'adts'], 'aac', 'audio/aac', NOTHING),
  format('a.wav', [], 'wav', 'audio/wav', { chapters: false, narrator: false }),
  format('a.flac', [], 'flac', 'audio/flac', { chapters: false }),
  format('a.ogg', ['-c:a', 'libvorbis'], 'ogg', 'audio/ogg', { chapters: false }),
  format('a.oga', ['-c:a', 'flac', '-f', 'ogg'], 'oga', 'audio/ogg', { chapters: false }),
  format('a.opus', [], 'opus', 'audio/ogg'),
  format('a.webm', ['-c:a', 'libopus'], 'webm', 'audio/webm'),
  format('a.mka', ['-c:a', 'aac'], 'mka', 'audio/matroska'),
  format('a.wma', [], 'wma', 'audio/x-ms-wma'),
  format('a.aiff', [], 'aiff', 'audio/aiff', NOTHING),
]

let directory: TemporaryDirectory
beforeAll(async () => {
  directory = await temporaryDirectory()
  for (const { fileName, options } of FORMATS) {
    await makeAudio(directory.path, {
      fileName,
      durationSeconds: SECONDS,
      tags: TAGS,
      chapters: CHAPTERS,
      options,
    })
  }
})
afterAll(() => directory.remove())

const pathOf = (fileName: string) => join(directory.path, fileName)

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(SNIFF_BYTES), 0, SNIFF_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function inspect(fileName: string, options: AudioInspectorOptions = {}) {
  const localPath = pathOf(fileName)
  const sizeBytes = await stat(localPath).then(
    (found) => found.size,
    () => 0,
  )
  const open = () => okAsync(streamOf())
  return createAudioInspector(options).inspect({ localPath, open, sizeBytes, mediaType: 'audio/mpeg' })
}

/** A file as a remote storage gives it, by ranges. */
async function remote(fileName: string) {
  const path = pathOf(fileName)
  const { size: sizeBytes } = await stat(path)
  let fetchedBytes = 0
  const open = (range?: ByteRange) => {
    const { startByte = 0, endByte = sizeBytes } = range ?? {}
    fetchedBytes += endByte - startByte
    return okAsync(createReadStream(path, { start: startByte, end: endByte - 1 }))
  }
  return { localPath: null, sizeBytes, mediaType: 'audio/mp4', open, fetchedBytes: () => fetchedBytes }
}

const metadataOf = async (fileName: string, options: AudioInspectorOptions = {}) =>
  (await inspect(fileName, options))._unsafeUnwrap().metadata

describe('audio inspector: formats', () => {
  test.each([...FORMATS])('identifies $fileName by its content', async ({ fileName, expected }) => {
    expect(await createAudioInspector().identify(await headOf(pathOf(fileName)))).toEqual(expected)
  })

  test.each([...FORMATS])('reads $fileName', async ({ fileName, chapters, narrator, author }) => {
    const metadata = await metadataOf(fileName)
    // Encoders add up to two frames of silence.
    expect(Math.abs(metadata.durationSeconds - SECONDS)).toBeLessThan(0.12)
    expect(metadata.container).not.toBe('unknown')
    expect(metadata.codec).not.toBeNull()
    expect(metadata.narrator).toBe(narrator ? TAGS.composer : null)
    expect(metadata.author).toBe(author ? TAGS.artist : null)
    if (author) expect(metadata.title).toBe(TAGS.title)
    expect(metadata.chapterMarks.map((mark) => mark.title)).toEqual(
      chapters ? CHAPTERS.map((mark) => mark.title) : [],
    )
    for (const [index, mark] of metadata.chapterMarks.entries()) {
      expect(Math.abs(mark.startSeconds - (CHAPTERS[index]?.startSeconds ?? 0))).toBeLessThan(0.05)
      expect(Math.abs(mark.endSeconds - (CHAPTERS[index]?.endSeconds ?? 0))).toBeLessThan(0.12)
    }
  })

  test('finds the language, as BCP 47, and the description', async () => {
    expect(await metadataOf('a.mp3')).toMatchObject({ language: 'en', description: TAGS.description })
    expect(await metadataOf('a.opus')).toMatchObject({ language: 'en', description: TAGS.description })
    const german = { fileName: 'de.m4b', durationSeconds: 1, options: ['-metadata:s:a', 'language=ger'] }
    await makeAudio(directory.path, german)
    expect((await metadataOf('de.m4b')).language).toBe('de')
  })

  test('works without ffprobe for everything but some WMA files', async () => {
    const rare = ['a.wma']
    for (const { fileName } of FORMATS.filter((found) => !rare.includes(found.fileName))) {
      const metadata = await metadataOf(fileName, { ffprobePath: pathOf('no-such-program') })
      expect(Math.abs(metadata.durationSeconds - SECONDS)).toBeLessThan(0.12)
    }
    for (const fileName of rare) {
      const result = await inspect(fileName, { ffprobePath: pathOf('no-such-program') })
      expect(result._unsafeUnwrapErr()).toMatchObject({ kind: 'permanent', code: 'unreadable_audio' })
    }
  })
})

describe('audio inspector: durations that are easily wrong', () => {
  test('variable bit rate without an index, after silence that looks like a constant rate', async () => {
    const parts = ['-f', 'lavfi', '-i', 'anullsrc=duration=20', '-f', 'lavfi', '-i', 'anoisesrc=duration=20']
    const joined = ['-filter_complex', '[0][1]concat=n=2:v=0:a=1', '-q:a', '4', '-write_xing', '0', 'vbr.mp3']
    await ffmpeg(directory.path, ...parts, ...joined)
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
      const { stdout } = await ffmpeg(directory.path, ...tone, ...options, 'pipe:1')
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

describe('audio inspector: chapters', () => {
  const count = 260
  const many = Array.from({ length: count }, (_, index) => ({
    title: `Chapter ${index + 1}`,
    startSeconds: index / 10,
    endSeconds: (index + 1) / 10,
  }))

  test.each(['many.m4b', 'many.mp3'])('reads %s with more marks than Nero can list', async (fileName) => {
    await makeAudio(directory.path, {
      fileName,
      durationSeconds: count,
      chapters: many,
      options: ['-ar', '16000'],
    })
    const { chapterMarks } = await metadataOf(fileName)
    expect(chapterMarks.length).toBe(count)
    expect(chapterMarks.at(-1)?.title).toBe(`Chapter ${count}`)
    expect(chapterMarks[150]?.startSeconds).toBeCloseTo(15, 1)
  })

  test('reads the list of Nero where there is no chapter track', async () => {
    const bytes = await readFile(pathOf('a.m4b'))
    const place = bytes.indexOf('tref')
    bytes.write('free', place, 'latin1')
    await writeFile(pathOf('nero.m4b'), bytes)
    expect((await metadataOf('nero.m4b')).chapterMarks.map((mark) => mark.title)).toEqual(
      CHAPTERS.map((mark) => mark.title),
    )
  })

  test('reads the chapter track where there is no list', async () => {
    const bytes = await readFile(pathOf('a.m4b'))
    bytes.write('free', bytes.indexOf('chpl'), 'latin1')
    await writeFile(pathOf('track.m4b'), bytes)
    expect((await metadataOf('track.m4b')).chapterMarks.map((mark) => mark.title)).toEqual(
      CHAPTERS.map((mark) => mark.title),
    )
  })
})

describe('audio inspector: covers and videos', () => {
  beforeAll(async () => {
    const color = ['-f', 'lavfi', '-i', 'color=red:size=64x64:duration=1']
    await ffmpeg(directory.path, ...color, '-frames:v', '1', 'cover.jpg')
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
      await ffmpeg(directory.path, '-i', `a.${extension}`, ...both, `cover.${extension}`)
    }
    const attached = ['-attach', 'cover.jpg', '-metadata:s:t', 'mimetype=image/jpeg', '-c', 'copy']
    await ffmpeg(directory.path, '-i', 'a.mka', ...attached, 'cover.mka')
    const moving = ['-f', 'lavfi', '-i', 'sine=duration=1', ...color]
    await ffmpeg(directory.path, ...moving, '-c:v', 'mpeg4', 'video.mp4')
    await ffmpeg(directory.path, ...moving, '-c:v', 'libvpx', '-c:a', 'libopus', 'video.webm')
    await ffmpeg(directory.path, ...moving, 'video.wmv')
    await ffmpeg(directory.path, ...moving, '-c:v', 'mpeg4', 'video.avi')
    await ffmpeg(directory.path, ...color, '-c:v', 'mpeg4', 'silent.mp4')
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

describe('audio inspector: sources', () => {
  test.each(['a.m4b', 'a.mp3', 'a.mka', 'a.flac', 'a.opus'])(
    'reads %s from a storage as it reads a file, and keeps no copy',
    async (fileName) => {
      const copies = await temporaryDirectory()
      const inspector = createAudioInspector({ temporaryDirectory: copies.path })
      const streamed = await inspector.inspect(await remote(fileName))
      expect(streamed._unsafeUnwrap()).toEqual((await inspect(fileName))._unsafeUnwrap())
      expect(await readdir(copies.path)).toEqual([])
      await copies.remove()
    },
  )

  test('fetches the two ends of a long file, not all of it', async () => {
    const fileName = 'long.m4a'
    await makeAudio(directory.path, {
      fileName,
      durationSeconds: 300,
      tags: { title: 'A' },
      chapters: CHAPTERS,
    })
    const source = await remote(fileName)
    const { metadata } = (await createAudioInspector().inspect(source))._unsafeUnwrap()
    expect(metadata.durationSeconds).toBeCloseTo(300, 0)
    expect(metadata.chapterMarks.length).toBe(CHAPTERS.length)
    expect(source.sizeBytes).toBeGreaterThan(1_000_000)
    expect(source.fetchedBytes()).toBeLessThan(source.sizeBytes / 2)
  })

  test('a storage that sends less than it was asked for is at fault, not the file', async () => {
    const source = await remote('a.mp3')
    for (const failAfter of [0, 1]) {
      let opened = 0
      const open = (range?: ByteRange): PortResult<ByteStream> => {
        opened += 1
        return opened > failAfter ? okAsync(streamOf('short')) : source.open(range)
      }
      const sizeBytes = source.sizeBytes + 10_000_000
      const error = (await createAudioInspector().inspect({ ...source, sizeBytes, open }))._unsafeUnwrapErr()
      expect(error).toMatchObject({ kind: 'transient', code: 'audio_not_fetched' })
    }
  })

  test('hands on what the storage says when it fails', async () => {
    const error = transientError('storage_unavailable', 'try later')
    const source = { localPath: null, sizeBytes: 1, mediaType: 'audio/mp4', open: () => errAsync(error) }
    expect((await createAudioInspector().inspect(source))._unsafeUnwrapErr()).toEqual(error)
  })

  test('a file that is not there cannot be read', async () => {
    expect((await inspect('nothing.mp3'))._unsafeUnwrapErr().code).toBe('unreadable_audio')
  })
})
