import { describe, expect, test } from 'bun:test'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { errAsync, okAsync } from 'neverthrow'
import { createAudioInspector } from '../../../../src/adapters/local/audio-inspector/audio-inspector.ts'
import { transientError } from '../../../../src/ports/port-error.ts'
import { temporaryDirectory } from '../../../support/temporary-directory.ts'
import { audioFiles } from './audio-files.ts'

const { inspect, pathOf } = audioFiles('a.m4b', 'a.mp3', 'a.mka')

describe('audio inspector: sources', () => {
  test('reads a stream as it reads a file, and keeps no copy', async () => {
    const copies = await temporaryDirectory()
    const inspector = createAudioInspector({ temporaryDirectory: copies.path })
    for (const fileName of ['a.m4b', 'a.mp3', 'a.mka']) {
      const localPath = pathOf(fileName)
      const sizeBytes = (await stat(localPath)).size
      const source = { localPath: null, sizeBytes, mediaType: 'audio/mp4' }
      const streamed = await inspector.inspect({
        ...source,
        open: () => okAsync(createReadStream(localPath)),
      })
      expect(streamed._unsafeUnwrap()).toEqual((await inspect(fileName))._unsafeUnwrap())
      const tooLong = await inspector.inspect({
        ...source,
        sizeBytes: sizeBytes - 1,
        open: () => okAsync(createReadStream(localPath)),
      })
      expect(tooLong._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'audio_not_copied' })
      expect(await readdir(copies.path)).toEqual([])
    }
    await copies.remove()
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
