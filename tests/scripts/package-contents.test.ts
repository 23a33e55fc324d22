import { expect, test } from 'bun:test'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contentProblems } from '../../scripts/package/contents.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MANIFEST = {
  name: 'chapterwise',
  bin: { chapterwise: './dist/cli/main.js' },
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './openapi.yaml': './openapi.yaml',
  },
}
const MIGRATIONS = globSync('adapters/postgres/migrations/*.sql', { cwd: `${ROOT}src` })
const GOOD = [
  ...['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'openapi.yaml', 'samples/the-lamp-keeper.m4b'],
  ...['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js', 'dist/client/generated/client.gen.js'],
  ...MIGRATIONS.map((path) => `dist/${path}`),
]
const problems = (files: readonly string[], unpackedBytes = 1) =>
  contentProblems(ROOT, MANIFEST, { tarball: '', files, unpackedBytes })

test('what is meant to be published is', () => {
  expect(MIGRATIONS.length).toBeGreaterThan(5)
  expect(problems(GOOD)).toEqual([])
})

test.each([
  '.env',
  'src/index.ts',
  'dist/notes.txt',
  'tests/a.test.ts',
  'dist/index.js.map',
  'samples/mine.mp3',
])('%s is not', (file) => {
  expect(problems([...GOOD, file])).toEqual([`${file} is not meant to be published`])
})

test('what is missing or too large is said', () => {
  expect(problems(GOOD.filter((file) => file !== 'dist/index.d.ts'))).toEqual([
    expect.stringContaining('nothing like'),
    './dist/index.d.ts is missing',
  ])
  expect(problems(GOOD.filter((file) => file !== 'LICENSE'))).toHaveLength(1)
  expect(problems(GOOD, 1e9)).toHaveLength(1)
  const [, ...rest] = MIGRATIONS.map((path) => `dist/${path}`)
  expect(problems([...GOOD.filter((file) => !file.endsWith('.sql')), ...rest])).toHaveLength(1)
})
