import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { okAsync } from 'neverthrow'
import { cutText } from '../../../src/adapters/gemini/cut-text.ts'
import { createGeminiEmbedder, type GeminiEmbedderOptions } from '../../../src/adapters/gemini/embedder.ts'
import type { ProviderUsage } from '../../../src/ports/usage.ts'
import { cosine, embedderContract } from '../../../src/testing/contracts/embedder.contract.ts'
import { quotaExceeded } from '../../../src/testing/fakes/gemini/errors.ts'
import type { EmbedRequest } from '../../../src/testing/fakes/gemini/requests.ts'
import { type FakeGemini, startFakeGemini } from '../../../src/testing/fakes/gemini/server.ts'
import { EMBEDDING_MODEL, serverAt } from './gemini-under-test.ts'

const SECOND_MODEL = 'gemini-embedding-2'

for (const model of [EMBEDDING_MODEL, SECOND_MODEL]) {
  embedderContract({
    name: `gemini, ${model}`,
    create: async () => {
      const fake = await startFakeGemini()
      return { embedder: createGeminiEmbedder({ ...serverAt(fake), model }), close: fake.close }
    },
  })
}

const signal = new AbortController().signal

describe('gemini embedder', () => {
  let fake: FakeGemini
  beforeEach(async () => {
    fake = await startFakeGemini()
  })
  afterEach(() => fake.close())
  const embedderAt = (more: Partial<GeminiEmbedderOptions> = {}) =>
    createGeminiEmbedder({ ...serverAt(fake), model: EMBEDDING_MODEL, ...more })
  const requests = () =>
    fake.received.flatMap(({ body }) => (body as { requests: readonly EmbedRequest[] }).requests)
  const sentTexts = () => requests().map(({ content }) => content.parts[0]?.text ?? '')

  test('asks for 768 dimensions by default, and for what is configured', async () => {
    expect(embedderAt().dimensions).toBe(768)
    await embedderAt({ dimensions: 256 }).embed(['lamp'], 'document', signal)
    expect(requests()[0]).toMatchObject({ outputDimensionality: 256 })
  })

  test('the first model is told the purpose by its task type', async () => {
    await embedderAt().embed(['lamp'], 'document', signal)
    await embedderAt().embed(['lamp'], 'query', signal)
    expect(requests().map(({ taskType }) => taskType)).toEqual(['RETRIEVAL_DOCUMENT', 'RETRIEVAL_QUERY'])
    expect(sentTexts()).toEqual(['lamp', 'lamp'])
  })

  test('the second model is told it by words before the text', async () => {
    const embedder = embedderAt({ model: SECOND_MODEL })
    await embedder.embed(['lamp'], 'document', signal)
    await embedder.embed(['lamp'], 'query', signal)
    expect(requests().map(({ taskType }) => taskType)).toEqual([undefined, undefined])
    expect(sentTexts()).toEqual(['title: none | text: lamp', 'task: search result | query: lamp'])
  })

  test('shortened vectors are brought to unit length', async () => {
    const [vector] = (await embedderAt().embed(['a lamp in the storm'], 'document', signal))._unsafeUnwrap()
    expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5)
  })

  test('at most a hundred texts go in one request, and keep their order', async () => {
    const texts = Array.from({ length: 250 }, (_, index) => `word${index}`)
    const vectors = (await embedderAt().embed(texts, 'document', signal))._unsafeUnwrap()
    expect(fake.count('batchEmbedContents')).toBe(3)
    expect(fake.billed.map((bill) => bill.texts.length)).toEqual([100, 100, 50])
    const [last] = (await embedderAt().embed(['word249'], 'document', signal))._unsafeUnwrap()
    expect(cosine(vectors[249] ?? new Float32Array(), last ?? new Float32Array())).toBeCloseTo(1, 4)
  })

  test('empty texts are never sent', async () => {
    await embedderAt().embed(['', ' \n'], 'document', signal)
    expect(fake.count('batchEmbedContents')).toBe(0)
  })

  describe('a text longer than the model reads', () => {
    const words = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${name}${index}`).join(' ')

    test('is embedded in pieces: its end counts as its beginning does', async () => {
      const [start, end] = ['lamp storm '.repeat(1_000).trim(), 'dividend shares '.repeat(700).trim()]
      const vectorOf = async (text: string) => {
        const [vector] = (await embedderAt().embed([text], 'query', signal))._unsafeUnwrap()
        return vector ?? new Float32Array()
      }
      const whole = await vectorOf(`${start} ${end}`)
      const sent = sentTexts()
      expect(sent.length).toBeGreaterThan(1)
      expect(sent.join(' ')).toBe(`${start} ${end}`)
      for (const text of sent) expect(text.length / 4).toBeLessThan(2_048)
      expect(Math.hypot(...whole)).toBeCloseTo(1, 5)
      const unrelated = cosine(whole, await vectorOf('orchard spoon'))
      expect(cosine(whole, await vectorOf('lamp storm'))).toBeGreaterThan(unrelated + 0.3)
      expect(cosine(whole, await vectorOf('dividend shares'))).toBeGreaterThan(unrelated + 0.3)
    })

    test('fits the second model in one piece', async () => {
      await embedderAt({ model: SECOND_MODEL }).embed([words('start', 1_000)], 'document', signal)
      expect(requests()).toHaveLength(1)
    })

    test('whatever the text, pieces fit and lose nothing but space', () => {
      const texts = fc.string({ unit: 'grapheme', maxLength: 300 })
      fc.assert(
        fc.property(texts, fc.integer({ min: 8, max: 100 }), (text, maxBytes) => {
          const pieces = cutText(text, maxBytes)
          expect(pieces.join('').replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''))
          for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(maxBytes)
        }),
      )
    })
  })

  describe('what it costs', () => {
    const embedAndCount = async () => {
      const usage: ProviderUsage[] = []
      const recordUsage = (used: ProviderUsage) => {
        usage.push(used)
        return okAsync(undefined)
      }
      await embedderAt().embed(['a lamp in the storm'], 'document', signal, recordUsage)
      return usage
    }

    test('as the answer says', async () => {
      fake.behaviour.reportsEmbeddingUsage = true
      const [used] = await embedAndCount()
      const tokens = fake.billed[0]?.inputTokens ?? 0
      expect(used).toMatchObject({
        provider: 'gemini',
        model: EMBEDDING_MODEL,
        operation: 'embed',
        inputTokens: tokens,
      })
      expect(used?.costUsd).toBeCloseTo((tokens * 0.15) / 1_000_000, 12)
    })

    test('as estimated where the answer says nothing', async () => {
      const [used] = await embedAndCount()
      expect(used?.inputTokens).toBe(5)
    })
  })

  test.each([
    ['too few vectors', { embeddings: [] }, 'unexpected_answer'],
    ['vectors of another size', { embeddings: [{ values: [1, 0, 0] }] }, 'wrong_dimensions'],
    ['something else', { vectors: [] }, 'unexpected_answer'],
  ])('%s are refused for good', async (_, body, code) => {
    fake.fail('batchEmbedContents', { kind: 'json', body })
    const error = (await embedderAt().embed(['lamp'], 'document', signal))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code })
  })

  test('a quota is obeyed here too', async () => {
    fake.fail('batchEmbedContents', { kind: 'error', error: quotaExceeded({ retryDelay: '3s' }) })
    const error = (await embedderAt().embed(['lamp'], 'document', signal))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'throttled', retryAfterMs: 3_000 })
  })
})
