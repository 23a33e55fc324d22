import { describe, expect, test } from 'bun:test'
import { readFile, writeFile } from 'node:fs/promises'
import { makeAudio } from '../../../support/make-audio.ts'
import { audioFiles, CHAPTERS } from './audio-files.ts'

const { directory, metadataOf, pathOf } = audioFiles('a.m4b')

describe('audio inspector: chapters', () => {
  const count = 260
  const many = Array.from({ length: count }, (_, index) => ({
    title: `Chapter ${index + 1}`,
    startSeconds: index / 10,
    endSeconds: (index + 1) / 10,
  }))

  test.each(['many.m4b', 'many.mp3'])('reads %s with more marks than Nero can list', async (fileName) => {
    await makeAudio(directory(), {
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
