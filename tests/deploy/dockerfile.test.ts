import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { CONFIG_VARIABLES } from '../../src/config.ts'
import { parseCommand, readDeployFile } from './files.ts'

const text = readDeployFile('Dockerfile')
const dockerfile = DockerfileParser.parse(text)

/** `CMD ["a", "b"]` → `['a', 'b']` */
const wordsOf = (instruction: { getArgumentsContent(): string | null } | undefined): readonly string[] =>
  JSON.parse(instruction?.getArgumentsContent()?.replace(/^[^[]*CMD /, '') ?? 'null')

test('is valid, without deprecated or doubtful instructions', () => {
  expect(validate(text)).toEqual([])
})

test('no image by a moving tag', () => {
  const images = dockerfile.getFROMs().map((from) => [from.getImageName(), from.getImageTag()])
  expect(images).toEqual([
    ['node', '22-bookworm-slim'],
    ['debian', '12-slim'],
  ])
})

test('runs as a user that is not root, by number', () => {
  const users = dockerfile.getInstructions().filter((instruction) => instruction.getKeyword() === 'USER')
  expect(users.map((user) => user.getArgumentsContent())).toEqual(['10001:10001'])
})

test('starts and asks by commands that there are, with settings that there are', async () => {
  expect(wordsOf(dockerfile.getENTRYPOINTs()[0])).toEqual(['chapterwise'])
  expect((await parseCommand(wordsOf(dockerfile.getCMDs()[0]))).command).toBe('serve')
  const [program, ...words] = wordsOf(dockerfile.getHEALTHCHECKs()[0])
  expect(program).toBe('chapterwise')
  expect(await parseCommand(words)).toEqual({ command: 'healthcheck', options: { live: true } })
  const properties = dockerfile.getENVs().flatMap((env) => env.getProperties())
  const variables = properties.map((property) => property.getName())
  expect(variables).toEqual(['API_HOST', 'DATA_DIR'])
  for (const variable of variables) expect(CONFIG_VARIABLES).toContain(variable as never)
})

test('what it copies from the checkout is there', () => {
  const sources = dockerfile
    .getCOPYs()
    .filter((copy) => copy.getFromFlag() === null)
    .flatMap((copy) =>
      copy
        .getArguments()
        .map((argument) => argument.getValue())
        .slice(0, -1),
    )
  expect(sources).toContain('package-lock.json')
  const root = new URL('../../', import.meta.url)
  expect(sources.filter((source) => !existsSync(fileURLToPath(new URL(source, root))))).toEqual([])
})
