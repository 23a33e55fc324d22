import { describe, expect, test } from 'bun:test'
import { createAudioInspector } from '../../../../src/adapters/local/audio-inspector/audio-inspector.ts'
import { makeAudio } from '../../../support/make-audio.ts'
import { audioFiles, CHAPTERS, SECONDS, TAGS } from './audio-files.ts'
import { FORMATS } from './audio-formats.ts'

const { directory, headOf, inspect, metadataOf, pathOf } = audioFiles(
  ...FORMATS.map(({ fileName }) => fileName),
)

describe('audio inspector: formats', () => {
  test.each([...FORMATS])('identifies $fileName by its content', async ({ fileName, expected }) => {
    expect(await createAudioInspector().identify(await headOf(fileName))).toEqual(expected)
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
    await makeAudio(directory(), german)
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
