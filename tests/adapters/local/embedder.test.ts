import { afterAll, afterEach, describe, expect, test } from 'bun:test'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalEmbedder } from '../../../src/adapters/local/embedder/embedder.ts'
import { createEngineThread } from '../../../src/adapters/local/thread/engine-thread.ts'
import { cosine, embedderContract } from '../../../src/testing/contracts/embedder.contract.ts'

const signal = new AbortController().signal
const root = mkdtempSync(join(tmpdir(), 'chapterwise-embedder-'))
const shared = join(root, 'shared')
afterAll(() => rmSync(root, { recursive: true, force: true }))

// The real words are converted once for all tests, and before them, so that no test's time limit has to cover it.
const converter = createEngineThread()
await createLocalEmbedder({ cacheDirectory: shared, thread: converter }).embed(
  ['warm up'],
  'document',
  signal,
)
await converter.close()

embedderContract({
  name: 'local',
  create: async () => {
    const thread = createEngineThread()
    return { embedder: createLocalEmbedder({ cacheDirectory: shared, thread }), close: thread.close }
  },
})

describe('local embedder: words', () => {
  const thread = createEngineThread()
  const embedder = createLocalEmbedder({ cacheDirectory: shared, thread })
  afterAll(() => thread.close())
  const similarity = async (left: string, right: string) => {
    const [a, b] = (await embedder.embed([left, right], 'document', signal))._unsafeUnwrap()
    return cosine(a ?? new Float32Array(), b ?? new Float32Array())
  }

  test.each([
    ['LIGHTHOUSE Storm', 'lighthouse storm'],
    ["the keeper's lamp", 'the keeper lamp'],
    ['the keeper’s lamp', "the keeper's lamp"],
    ['lighthouse-keepers', 'lighthouse keepers'],
  ])('%p is read like %p', async (left, right) => {
    expect(await similarity(left, right)).toBeGreaterThan(0.95)
  })

  test('frequent words weigh little', async () => {
    expect(await similarity('lighthouse', 'and then it was the lighthouse that they had')).toBeGreaterThan(
      0.8,
    )
  })

  test('a text without known words is all zero', async () => {
    const [vector] = (await embedder.embed(['xqzzkv qqqwx'], 'query', signal))._unsafeUnwrap()
    expect(vector?.every((value) => value === 0)).toBe(true)
  })

  test('meaning counts, not only spelling', async () => {
    const near = await similarity(
      'the beacon failed during bad weather',
      'the lighthouse lamp went dark in the storm',
    )
    const far = await similarity(
      'she baked bread in the kitchen',
      'the lighthouse lamp went dark in the storm',
    )
    expect(near).toBeGreaterThan(far + 0.1)
  })
})

describe('local embedder: the compact file', () => {
  const directories: string[] = []
  const freshDirectory = () => {
    const directory = mkdtempSync(join(root, 'cache-'))
    directories.push(directory)
    return directory
  }
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
  })
  const embedIn = async (cacheDirectory: string, sourceFile: string, text: string) => {
    const thread = createEngineThread()
    const embedder = createLocalEmbedder({ cacheDirectory, thread, sourceFile })
    const answer = await embedder.embed([text], 'document', signal)
    await thread.close()
    return answer.map(([vector]) => Array.from(vector ?? []))
  }

  test('is made once, and used without the source afterwards', async () => {
    const directory = freshDirectory()
    const source = writeSource(directory, ['alpha', 'bravo', '"', 'e"]:['])
    const first = (await embedIn(directory, source, 'alpha bravo'))._unsafeUnwrap()
    rmSync(source)
    const second = (await embedIn(directory, source, 'alpha bravo'))._unsafeUnwrap()
    expect(second).toEqual(first)
    expect(first.some((value) => value !== 0)).toBe(true)
  })

  test.each([
    ['cut short', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 7)],
    ['changed in one bit', (bytes: Uint8Array) => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1)],
    ['of another version', (bytes: Uint8Array) => bytes.with(7, 99)],
    ['empty', () => new Uint8Array()],
  ])('is made anew when it is %s', async (_, damage) => {
    const directory = freshDirectory()
    const source = writeSource(directory, ['alpha', 'bravo'])
    const whole = (await embedIn(directory, source, 'alpha'))._unsafeUnwrap()
    const path = compactFile(directory)
    const bytes = readFileSync(path)
    writeFileSync(path, damage(new Uint8Array(bytes)))
    expect((await embedIn(directory, source, 'alpha'))._unsafeUnwrap()).toEqual(whole)
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  test('several makers at once leave one whole file', async () => {
    const directory = freshDirectory()
    const source = writeSource(directory, ['alpha', 'bravo', 'charlie'])
    const answers = await Promise.all([1, 2, 3].map(() => embedIn(directory, source, 'charlie')))
    const vectors = answers.map((answer) => answer._unsafeUnwrap())
    expect(vectors[1]).toEqual(vectors[0] ?? [])
    expect(vectors[2]).toEqual(vectors[0] ?? [])
    expect(readdirSync(directory).filter((name) => name !== 'source.json')).toHaveLength(1)
  })

  test('a damaged source is a clear error and leaves no file', async () => {
    const directory = freshDirectory()
    const source = writeSource(directory, ['alpha', 'bravo'])
    writeFileSync(source, readFileSync(source).subarray(0, statSync(source).size - 40))
    const error = (await embedIn(directory, source, 'alpha'))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'embeddings_unreadable' })
    expect(readdirSync(directory)).toEqual(['source.json'])
  })

  test('a cache that cannot be written is said to be so', async () => {
    const directory = freshDirectory()
    const source = writeSource(directory, ['alpha'])
    const error = (await embedIn(join(source, 'below-a-file'), source, 'alpha'))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'cache_unwritable' })
  })

  test('the quantised vectors of the real words keep their neighbours', async () => {
    const directory = freshDirectory()
    copyFileSync(compactFile(shared), join(directory, readdirSync(shared)[0] ?? ''))
    const missing = join(directory, 'no-source.json')
    const texts = ['king', 'queen', 'banana']
    const [king, queen, banana] = await Promise.all(
      texts.map(async (text) => Float32Array.from((await embedIn(directory, missing, text))._unsafeUnwrap())),
    )
    if (king === undefined || queen === undefined || banana === undefined)
      throw new Error('a vector is missing')
    expect(cosine(king, queen)).toBeGreaterThan(0.5)
    expect(cosine(king, banana)).toBeLessThan(0.3)
  })
})

function compactFile(directory: string): string {
  return join(directory, readdirSync(directory).find((name) => name.endsWith('.vectors')) ?? 'missing')
}

/** The layout of the npm package with a few words. */
function writeSource(directory: string, words: readonly string[]): string {
  const dimensions = 100
  const vectors = words.map((word, number) => {
    const values = Array.from({ length: dimensions }, (_, index) => Math.sin((number + 1) * (index + 1)))
    const numbers = [...values.map((value) => value.toFixed(5)), '1.5', String(number)]
    return `${JSON.stringify(word)}:[${numbers.join(',')}]`
  })
  const head = JSON.stringify({
    precision: 8,
    l2NormIndex: 100,
    wordIndex: 101,
    size: words.length,
    dimensions,
    words,
  })
  const path = join(directory, 'source.json')
  writeFileSync(path, `${head.slice(0, -1)},"vectors":{${vectors.join(',')}},"unkVector":[0]}\n`)
  return path
}
