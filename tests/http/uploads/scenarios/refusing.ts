import { expect, test } from 'bun:test'
import { FAKE_BROKEN, FAKE_MP3 } from '../../../fakes/audio-inspector.ts'
import { BOUNDARY, MULTIPART_TYPE } from '../../../support/multipart-body.ts'
import { type CurrentWorld, mp3 } from './upload-world.ts'

/** Forms and files that are refused. */
export function refusingScenarios(current: CurrentWorld): void {
  test.each([
    [
      'text under an audio name',
      [{ file: 'a.mp3', content: 'Dear Sir or Madam' }],
      415,
      'unsupported_media_type',
    ],
    ['audio under a text name', [{ file: 'a.txt', content: mp3() }], 415, 'unsupported_media_type'],
    ['audio without an extension', [{ file: 'a', content: mp3() }], 415, 'unsupported_media_type'],
    ['an empty file', [{ file: 'a.mp3', content: '' }], 400, 'empty_file'],
    ['audio that can not be read', [{ file: 'a.mp3', content: FAKE_BROKEN }], 422, 'unreadable_audio'],
    ['no file', [{ field: 'chapter_title', value: 'One' }], 400, 'missing_file'],
    ['a file in another part', [{ file: 'a.mp3', name: 'audio', content: mp3() }], 400, 'unexpected_file'],
    [
      'two files',
      [
        { file: 'a.mp3', content: mp3() },
        { file: 'b.mp3', content: mp3() },
      ],
      400,
      'unexpected_file',
    ],
    [
      'a number in words',
      [
        { field: 'chapter_number', value: 'one' },
        { file: 'a.mp3', content: mp3() },
      ],
      400,
      'validation_failed',
    ],
    [
      'a bad number after the file',
      [
        { file: 'a.mp3', content: mp3() },
        { field: 'chapter_number', value: '0x1' },
      ],
      400,
      'validation_failed',
    ],
    [
      'a number beyond the book',
      [
        { file: 'a.mp3', content: mp3() },
        { field: 'chapter_number', value: '9' },
      ],
      400,
      'chapter_number_out_of_range',
    ],
    [
      'a title given twice',
      [
        { field: 'chapter_title', value: 'A' },
        { file: 'a.mp3', content: mp3() },
        { field: 'chapter_title', value: 'B' },
      ],
      400,
      'validation_failed',
    ],
  ] as const)('%s: refused, nothing kept, the session usable', async (_what, parts, status, code) => {
    const { client, expectUsable, storedFiles } = current()
    const uploadId = await client.open()
    const refused = await client.send(uploadId, parts)
    expect([refused.status, refused.body.code]).toEqual([status, code])
    expect((await client.session(uploadId)).files).toEqual([])
    expect(await storedFiles(uploadId)).toEqual([])
    await expectUsable(uploadId)
  })

  test.each([
    [
      'cut off within the file',
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n${FAKE_MP3}`,
    ],
    [
      'cut off after the file',
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n${FAKE_MP3}\r\n--${BOUNDARY}\r\nContent-Disp`,
    ],
    ['no boundary anywhere', 'x'.repeat(1000)],
    ['nothing at all', ''],
  ])('a form that is %s is malformed', async (_what, body) => {
    const { client, expectUsable, storedFiles } = current()
    const uploadId = await client.open()
    const response = await fetch(client.filesUrl(uploadId), {
      method: 'POST',
      headers: { 'Content-Type': MULTIPART_TYPE },
      body,
    })
    const { code } = (await response.json()) as { code: string }
    expect([response.status, code]).toEqual([400, 'malformed_multipart'])
    expect(await storedFiles(uploadId)).toEqual([])
    await expectUsable(uploadId)
  })

  test.each(['application/json', 'multipart/form-data', 'multipart/mixed; boundary=x'])(
    'a body of type %s is no form',
    async (type) => {
      const { client } = current()
      const uploadId = await client.open()
      const response = await fetch(client.filesUrl(uploadId), {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: '{}',
      })
      const { code } = (await response.json()) as { code: string }
      expect([response.status, code]).toEqual([400, 'multipart_expected'])
    },
  )
}
