import { afterAll, beforeAll, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runOnNode } from '../support/on-node/run-on-node.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary-directory.ts'

let directory: TemporaryDirectory
beforeAll(async () => {
  directory = await temporaryDirectory()
})
afterAll(() => directory.remove())

const run = async (source: string, namePattern?: string) => {
  const path = join(directory.path, `${randomUUID()}.test.ts`)
  await writeFile(path, `import { beforeAll, describe, expect, test } from 'bun:test'\n${source}`)
  return runOnNode(pathToFileURL(path), namePattern)
}

test('tests are told by their full names: those that passed, and those that failed with the reason', async () => {
  const { passed, problems } = await run(`
    describe('lamps', () => {
      test.each([[1, 2], [2, 2]])('%i is %i', (one, other) => expect(one).toBe(other))
      describe('of storms', () => test('burn', async () => {}))
    })
    test('alone', () => {})
  `)
  expect(passed).toEqual(['lamps > 2 is 2', 'lamps > of storms > burn', 'alone'])
  expect(problems).toHaveLength(1)
  expect(problems[0]).toStartWith('lamps > 1 is 2: ')
  expect(problems[0]).toContain('expected 1 toBe 2')
})

test('names choose tests', async () => {
  const source = `describe('lamp contract: oil', () => test('a', () => {}))\ntest('b', () => {})`
  expect(await run(source, ' contract: ')).toEqual({ passed: ['lamp contract: oil > a'], problems: [] })
})

test.each([
  [
    'a hook that fails',
    `describe('s', () => { beforeAll(() => { throw new Error('dark') }); test('t', () => {}) })`,
  ],
  ['a file that fails', `test('t', () => {})\nthrow new Error('dark')`],
  ['a file that can not be read', `import './dark.ts'\ntest('t', () => {})`],
  ['a check that is not known', `test('t', () => expect('dark').toBeDark())`],
  ['an error that nobody caught', `test('t', () => { setTimeout(() => { throw new Error('dark') }, 1) })`],
])('%s is a problem', async (_, source) => {
  const { problems } = await run(source)
  expect(problems.length).toBeGreaterThan(0)
  expect(problems.join('\n')).toMatch(/dark/i)
})
