import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createUploadForm } from '../../../src/http/multipart/upload-form.ts'
import { BOUNDARY, MULTIPART_TYPE, multipartBody } from '../../support/multipart-body.ts'

async function* cut(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0
  for (let index = 0; start < bytes.length; index += 1) {
    const end = start + (lengths[index % lengths.length] ?? 1)
    // a copy, as a socket would give it
    yield bytes.slice(start, end)
    start = end
  }
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Content made of what delimiters are made of, to mislead the search for them. */
const misleading = fc
  .array(
    fc.constantFrom(
      '\r',
      '\n',
      '\r\n',
      '--',
      '\r\n--',
      `\r\n--${BOUNDARY.slice(0, 9)}`,
      BOUNDARY.slice(0, -1),
      'x',
      '\0',
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''))

describe('a form', () => {
  test('gives back the file byte for byte, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(misleading, fc.uint8Array({ maxLength: 3000 })),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
        async (content, lengths) => {
          const bytes = multipartBody(
            { field: 'chapter_title', value: 'Before' },
            { file: 'a.mp3', content },
            { field: 'chapter_number', value: '7' },
          )
          const form = createUploadForm(MULTIPART_TYPE, cut(bytes, lengths))
          const opened = (await form.open())._unsafeUnwrap()
          expect(opened).toMatchObject({
            fileName: 'a.mp3',
            details: { chapterNumber: null, chapterTitle: 'Before' },
          })
          expect(Buffer.compare(await readAll(opened.body), Buffer.from(content as string))).toBe(0)
          expect((await form.finish())._unsafeUnwrap()).toEqual({ chapterNumber: 7, chapterTitle: 'Before' })
          form.close()
        },
      ),
    )
  })

  test('garbage never throws: it is refused, or the file ends in an error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.nat({ max: 300 }),
        fc.integer({ min: 1, max: 90 }),
        async (garbage, at, length) => {
          const whole = multipartBody({ file: 'a.mp3', content: 'ID3 some content' })
          const broken = new Uint8Array([...whole.subarray(0, at), ...garbage])
          const form = createUploadForm(MULTIPART_TYPE, cut(broken, [length]))
          const opened = await form.open()
          if (opened.isOk()) await readAll(opened.value.body).catch(() => {})
          const finished = await form.finish()
          expect(finished.isOk() || finished.error.kind === 'invalid').toBe(true)
          form.close()
        },
      ),
    )
  })

  test('may come in one large chunk', async () => {
    const content = new Uint8Array(2_000_000).fill(7)
    const bytes = multipartBody({ file: 'a.mp3', content }, { field: 'chapter_number', value: '2' })
    const form = createUploadForm(MULTIPART_TYPE, cut(bytes, [bytes.length]))
    const { body } = (await form.open())._unsafeUnwrap()
    expect(await readAll(body)).toHaveLength(content.length)
    expect((await form.finish())._unsafeUnwrap().chapterNumber).toBe(2)
    form.close()
  })

  test.each([
    ['before its file', 'never a delimiter'],
    ['within the headers of a part', `--${BOUNDARY}\r\nX-Endless: `],
    ['after its file', `${new TextDecoder().decode(multipartBody({ file: 'a.mp3', content: 'ID3' }))}`],
  ])('that has no end %s is refused', async (_where, start) => {
    let givenBytes = 0
    async function* endless() {
      yield new TextEncoder().encode(start)
      for (; givenBytes < 10_000_000; givenBytes += 10_000) yield new Uint8Array(10_000).fill(120)
    }
    const form = createUploadForm(MULTIPART_TYPE, endless())
    const opened = await form.open()
    if (opened.isOk()) await readAll(opened.value.body)
    await form.finish()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(givenBytes).toBeLessThan(1_000_000)
    form.close()
  })

  test('takes no more of the body than its consumer does', async () => {
    let givenBytes = 0
    const before = multipartBody({ file: 'a.mp3', content: '' }).subarray(0, -BOUNDARY.length - 8)
    async function* endless() {
      yield before
      for (;;) {
        givenBytes += 65_536
        yield new Uint8Array(65_536)
      }
    }
    const form = createUploadForm(MULTIPART_TYPE, endless())
    const { body } = (await form.open())._unsafeUnwrap()
    const iterator = body[Symbol.asyncIterator]()
    let takenBytes = 0
    for (let count = 0; count < 50; count += 1) takenBytes += (await iterator.next()).value?.length ?? 0
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(givenBytes - takenBytes).toBeLessThan(1024 * 1024)
    form.close()
  })
})
