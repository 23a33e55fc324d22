/**
 * The library alone, no HTTP: the audio files of a folder, in natural order, become one audiobook, a chapter each.
 *
 *     bun examples/ingest-folder/ingest.ts "My Book/"
 */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Caller, createChapterwise } from 'chapterwise'
import { okAsync, type ResultAsync } from 'neverthrow'

const AUDIO = /\.(mp3|m4a|m4b|aac|wav|flac|ogg|opus)$/i
const POLL_INTERVAL_MS = 500

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: ingest.ts <folder>')
const names = (await readdir(folder)).filter((name) => AUDIO.test(name))
names.sort(new Intl.Collator(undefined, { numeric: true }).compare)
const paths = names.map((name) => join(folder, name))
const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))

/** Expected failures are values; a script may just end. */
const ok = async <T, E extends { readonly message: string }>(result: ResultAsync<T, E>): Promise<T> =>
  (await result).match(
    (value) => value,
    (error) => {
      throw new Error(error.message)
    },
  )

/** One file, streamed from disk. */
const sourceOf = (path: string, chapterNumber: number) => {
  const details = { chapterNumber, chapterTitle: null }
  return {
    open: () => okAsync({ fileName: basename(path), details, body: createReadStream(path) }),
    finish: () => okAsync(details),
    failure: () => null,
  }
}

const caller: Caller = { ownerId: 'script', seesAll: false }
const { signal } = new AbortController()
const chapterwise = await createChapterwise({ dataDir: process.env.DATA_DIR ?? './data', logLevel: 'warn' })
try {
  const { uploads, audiobooks, search } = chapterwise.useCases
  const upload = await ok(
    uploads.create({
      caller,
      type: 'chapters',
      totalFiles: paths.length,
      totalSizeBytes: sizes.reduce((sum, size) => sum + size, 0),
      idempotency: null,
    }),
  )
  for (const [index, path] of paths.entries()) {
    const source = sourceOf(path, index + 1)
    await ok(uploads.addFile({ caller, uploadId: upload.id, idempotencyKey: null, source, signal }))
    console.log(`stored ${basename(path)}`)
  }
  const { audiobook } = await ok(
    audiobooks.create({
      caller,
      uploadId: upload.id,
      title: basename(folder),
      author: 'unknown',
      isPublic: false,
      priority: 0,
      idempotency: null,
    }),
  )
  chapterwise.start()
  const read = () => ok(audiobooks.read({ caller, audiobookId: audiobook.id }))
  let book = await read()
  while (book.audiobook.status === 'processing') {
    await sleep(POLL_INTERVAL_MS)
    book = await read()
  }
  console.log(`${book.audiobook.title}: ${book.audiobook.status}`)
  for (const { number, title } of book.chapters) console.log(`  ${number}. ${title}`)
  const { transcript } = await ok(
    audiobooks.readTranscript({ caller, audiobookId: audiobook.id, chapterNumber: 1 }),
  )
  const query = transcript.segments[0]?.text ?? ''
  const { hits } = await ok(search({ caller, query, mode: 'hybrid', limit: 1, minScore: 0 }))
  console.log(`search "${query}": ${hits.length} hit`)
} finally {
  await chapterwise.close()
}
