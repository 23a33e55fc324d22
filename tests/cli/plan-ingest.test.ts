import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { compareNaturally } from '../../src/cli/natural-order.ts'
import { orderFolder, planIngest } from '../../src/cli/plan-ingest.ts'
import { titleFromPath } from '../../src/cli/send-book.ts'

let directory = ''
const path = (name: string): string => join(directory, name)

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chapterwise-plan-'))
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

test('natural order: as people number', () => {
  const names = ['Chapter 10.mp3', 'chapter 9.mp3', 'Chapter 1.mp3', 'chapter 010b.mp3', 'Prologue.mp3']
  expect(orderFolder(names)).toEqual([
    'Chapter 1.mp3',
    'chapter 9.mp3',
    'Chapter 10.mp3',
    'chapter 010b.mp3',
    'Prologue.mp3',
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

test('a folder: its audio files as chapters, in natural order', async () => {
  const plan = (await planIngest([directory]))._unsafeUnwrap()
  expect(plan.uploadType).toBe('chapters')
  expect(plan.totalSizeBytes).toBe(6)
  expect(plan.files.map(({ fileName, chapterNumber }) => [fileName, chapterNumber])).toEqual([
    ['2.mp3', 1],
    ['10.mp3', 2],
  ])
})

test('several files: chapters in the order given', async () => {
  const plan = (await planIngest([path('10.mp3'), path('2.mp3')]))._unsafeUnwrap()
  expect(plan.files.map(({ fileName, chapterNumber }) => [fileName, chapterNumber])).toEqual([
    ['10.mp3', 1],
    ['2.mp3', 2],
  ])
})

test('one file, alone or in a folder: a single upload', async () => {
  rmSync(path('10.mp3'))
  for (const paths of [[path('2.mp3')], [directory]]) {
    const plan = (await planIngest(paths))._unsafeUnwrap()
    expect(plan.uploadType).toBe('single')
    expect(plan.files.map(({ chapterNumber }) => chapterNumber)).toEqual([null])
  }
})

test('no audio, an empty file and a missing file are refused', async () => {
  writeFileSync(path('empty.mp3'), '')
  expect((await planIngest([path('extras')]))._unsafeUnwrapErr().message).toStartWith('No audio files')
  expect((await planIngest([path('empty.mp3')]))._unsafeUnwrapErr().message).toEndWith('is empty.')
  expect((await planIngest([path('nothing.mp3')]))._unsafeUnwrapErr().message).toContain('ENOENT')
})

test.each([
  ['Books/The Lamp Keeper/', 'The Lamp Keeper'],
  ['a/My_Book.m4b', 'My Book'],
  ['.mp3', '.mp3'],
])('a title from %p', (from, title) => {
  expect(titleFromPath(from)).toBe(title)
})
