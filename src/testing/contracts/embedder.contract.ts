import type { Embedder } from '../../ports/embedder.ts'
import { afterAll, beforeAll, describe, expect, test } from '../runner.ts'

export interface EmbedderContract {
  readonly name: string
  readonly create: () => Promise<{ readonly embedder: Embedder; readonly close: () => Promise<void> }>
}

const TEXTS = [
  'the lamp of the lighthouse went dark in the storm',
  'a lighthouse lamp in the storm',
  'the company sold shares and paid a dividend',
]
const signal = new AbortController().signal

export function embedderContract({ name, create }: EmbedderContract): void {
  describe(`embedder contract: ${name}`, () => {
    let embedder: Embedder
    let close: () => Promise<void>
    beforeAll(async () => {
      ;({ embedder, close } = await create())
    })
    afterAll(() => close())
    const embed = async (texts: readonly string[]) =>
      (await embedder.embed(texts, 'document', signal))._unsafeUnwrap()

    test('says what it is', () => {
      expect(embedder.model).not.toBe('')
      expect(Number.isInteger(embedder.dimensions) && embedder.dimensions > 0).toBe(true)
      expect(Number.isInteger(embedder.batchSize) && embedder.batchSize > 0).toBe(true)
    })

    test('one vector a text, of the announced size and unit length', async () => {
      const vectors = await embed(TEXTS)
      expect(vectors.map((vector) => vector.length)).toEqual(TEXTS.map(() => embedder.dimensions))
      for (const vector of vectors) expect(cosine(vector, vector)).toBeCloseTo(1, 4)
    })

    test('keeps the order of the texts, whatever else is in the batch', async () => {
      const batch = Array.from(
        { length: embedder.batchSize },
        (_, index) => TEXTS[index % TEXTS.length] ?? '',
      )
      const [alone, together] = [await embed(TEXTS), await embed(batch)]
      expect(together).toHaveLength(batch.length)
      for (const [index, vector] of together.entries()) {
        expect(cosine(vector, alone[index % TEXTS.length] ?? new Float32Array())).toBeCloseTo(1, 4)
      }
    })

    test('texts on one topic are nearer than texts on two', async () => {
      const [lamp, beacon, shares] = await embed(TEXTS)
      if (lamp === undefined || beacon === undefined || shares === undefined)
        throw new Error('a vector is missing')
      expect(cosine(lamp, beacon)).toBeGreaterThan(cosine(lamp, shares) + 0.1)
    })

    test('queries share the space of documents', async () => {
      const [query] = (await embedder.embed([TEXTS[1] ?? ''], 'query', signal))._unsafeUnwrap()
      const [lamp, , shares] = await embed(TEXTS)
      if (query === undefined || lamp === undefined || shares === undefined)
        throw new Error('a vector is missing')
      expect(cosine(query, lamp)).toBeGreaterThan(cosine(query, shares))
    })

    test('a text without words is all zero', async () => {
      const [empty, blank] = await embed(['', '  \n', TEXTS[0] ?? ''])
      expect([...(empty ?? []), ...(blank ?? [])].every((value) => value === 0)).toBe(true)
      expect(empty).toHaveLength(embedder.dimensions)
    })

    test('no texts, no vectors', async () => {
      expect(await embed([])).toEqual([])
    })

    test('work that was stopped is transient', async () => {
      const controller = new AbortController()
      const running = embedder.embed(TEXTS, 'document', controller.signal)
      controller.abort()
      expect((await running)._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'aborted' })
      const late = await embedder.embed(TEXTS, 'document', controller.signal)
      expect(late._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'aborted' })
    })

    test('check succeeds', async () => {
      expect((await embedder.check()).isOk()).toBe(true)
    })
  })
}

export function cosine(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0)
}
