import { describe, expect, test } from 'bun:test'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { errAsync, okAsync } from 'neverthrow'
import { createAudioInspector } from '../../../../src/adapters/local/audio-inspector/audio-inspector.ts'
import { type PortResult, transientError } from '../../../../src/ports/port-error.ts'
import type { ByteRange, ByteStream } from '../../../../src/ports/storage.ts'
import { streamOf } from '../../../../src/testing/fixtures/bytes.ts'
import { makeAudio } from '../../../support/make-audio.ts'
import { temporaryDirectory } from '../../../support/temporary-directory.ts'
import { audioFiles, CHAPTERS } from './audio-files.ts'

const FILE_NAMES = ['a.m4b', 'a.mp3', 'a.mka', 'a.flac', 'a.opus'] as const

const { inspect, pathOf, directory } = audioFiles(...FILE_NAMES)

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

describe('audio inspector: sources', () => {
  test.each(FILE_NAMES)('reads %s from a storage as it reads a file, and keeps no copy', async (fileName) => {
    const copies = await temporaryDirectory()
    const inspector = createAudioInspector({ temporaryDirectory: copies.path })
    const streamed = await inspector.inspect(await remote(fileName))
    expect(streamed._unsafeUnwrap()).toEqual((await inspect(fileName))._unsafeUnwrap())
    expect(await readdir(copies.path)).toEqual([])
    await copies.remove()
  })

  test('fetches the two ends of a long file, not all of it', async () => {
    const fileName = 'long.m4a'
    await makeAudio(directory(), {
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
