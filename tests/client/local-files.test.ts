import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { fallbackTitle } from '../../src/cli/commands/ingest.ts'
import {
  ChapterwiseError,
  compareNaturally,
  type LocalFile,
  openFiles,
  orderFolder,
  titleFromName,
} from '../../src/client/node/index.ts'

let directory = ''
const path = (name: string): string => join(directory, name)

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chapterwise-files-'))
  for (const [name, content] of [
    ['10.mp3', 'ten'],
    ['2.mp3', 'two'],
    ['cover.jpg', 'jpg'],
    ['.3.mp3', 'hidden'],
  ]) {
    writeFileSync(path(name ?? ''), content ?? '')
  }
  mkdirSync(path('extras'))
})

afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

const refusal = (...paths: readonly string[]): Promise<unknown> =>
  openFiles(...paths).then(
    () => null,
    (error: unknown) => error,
  )

test('natural order: as people number', () => {
  const names = ['Chapter 10.mp3', 'chapter 9.MP3', 'Chapter 1.mp3', 'notes.txt', 'chapter 010b.mp3', 'A.m4b']
  expect(orderFolder(names.map((name) => ({ name }))).map(({ name }) => name)).toEqual([
    'A.m4b',
    'Chapter 1.mp3',
    'chapter 9.MP3',
    'Chapter 10.mp3',
    'chapter 010b.mp3',
  ])
})

test('a folder of folders: one after the other', () => {
  const paths = ['Book/CD 10/1.mp3', 'Book/CD 2/2.mp3', 'Book/cover.jpg', 'Book/CD 2/1.mp3']
  const files = paths.map((path) => ({ name: path.split('/').at(-1) ?? '', webkitRelativePath: path }))
  expect(orderFolder(files).map(({ webkitRelativePath }) => webkitRelativePath)).toEqual([
    'Book/CD 2/1.mp3',
    'Book/CD 2/2.mp3',
    'Book/CD 10/1.mp3',
  ])
})

test('natural order is an order: the way in does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[aA]?[0-9]{1,3}[bB.]?$/)), (names) => {
      const sorted = names.toSorted(compareNaturally)
      expect(names.toReversed().toSorted(compareNaturally)).toEqual(sorted)
    }),
  )
})

test('a folder stands for its audio files in natural order', async () => {
  const files = await openFiles(directory)
  expect(files.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ['2.mp3', 3],
    ['10.mp3', 3],
  ])
})

test('several files stay in the order given', async () => {
  const files = await openFiles(path('10.mp3'), path('2.mp3'))
  expect(files.map(({ name }) => name)).toEqual(['10.mp3', '2.mp3'])
})

test('a file can be read again and again', async () => {
  const [file] = await openFiles(path('2.mp3'))
  for (const _try of ['first', 'second']) {
    const chunks: Uint8Array[] = []
    for await (const chunk of (file as LocalFile).open() as AsyncIterable<Uint8Array>) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('two')
  }
})

test('no audio, an empty file and a missing file are refused', async () => {
  writeFileSync(path('empty.mp3'), '')
  const [nothing, empty] = [await refusal(path('extras')), await refusal(path('empty.mp3'))]
  expect(nothing).toBeInstanceOf(ChapterwiseError)
  expect(nothing).toMatchObject({ code: 'no_audio_files', isRetryable: false })
  expect(empty).toMatchObject({ code: 'no_audio_files', message: `${path('empty.mp3')} is empty.` })
  expect(await refusal(path('nothing.mp3'))).toMatchObject({ code: 'ENOENT' })
})

test.each([
  ['My_Book.m4b', 'My Book'],
  ['The Lamp Keeper', 'The Lamp Keeper'],
  ['.mp3', '.mp3'],
])('a title from %p', (from, title) => {
  expect(titleFromName(from)).toBe(title)
})

test('a book without a title is called as its folder, or as its one file', async () => {
  expect(fallbackTitle([`${directory}/`], await openFiles(directory))).toStartWith('chapterwise-files-')
  expect(fallbackTitle([path('2.mp3')], await openFiles(path('2.mp3')))).toBe('2')
})
