import { afterAll, describe, expect, test } from 'bun:test'
import { createOpenAiEmbedder } from '../../../src/adapters/openai/embedder.ts'
import { cosine, embedderContract } from '../../../src/testing/contracts/embedder.contract.ts'
import { startFakeOpenAi } from '../../../src/testing/fakes/openai/server.ts'

embedderContract({
  name: 'openai',
  create: async () => {
    const fake = await startFakeOpenAi()
    const embedder = (await createOpenAiEmbedder({ ...serverOf(fake), dimensions: 64 }))._unsafeUnwrap()
    return { embedder, close: fake.close }
  },
})

const serverOf = (fake: { baseUrl: string; apiKey: string }) => ({
  baseUrl: fake.baseUrl,
  apiKey: fake.apiKey,
  model: 'tiny',
})
const signal = new AbortController().signal

const fake = await startFakeOpenAi()

describe('openai embedder', () => {
  afterAll(() => fake.close())
  const { received } = fake
  const server = serverOf(fake)

  test('finds the dimensions by one probe when none are given', async () => {
    const before = fake.count('/v1/embeddings')
    const embedder = (await createOpenAiEmbedder(server))._unsafeUnwrap()
    expect(embedder.dimensions).toBe(64)
    expect(fake.count('/v1/embeddings')).toBe(before + 1)
    expect(received.at(-1)).not.toHaveProperty('dimensions')
  })

  test('a server that is not there at the start is said to be so', async () => {
    const answer = await createOpenAiEmbedder({ ...server, baseUrl: 'http://127.0.0.1:1' })
    expect(answer._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'unreachable' })
  })

  test('asks for the dimensions that are configured and refuses others', async () => {
    const embedder = (await createOpenAiEmbedder({ ...server, dimensions: 32 }))._unsafeUnwrap()
    const [vector] = (await embedder.embed(['a lamp in the storm'], 'document', signal))._unsafeUnwrap()
    expect(vector).toHaveLength(32)
    expect(received.at(-1)).toMatchObject({ dimensions: 32, model: 'tiny' })
    fake.fail('/v1/embeddings', { json: { data: [{ index: 0, embedding: [1, 0, 0] }] } })
    const refused = await embedder.embed(['a lamp'], 'document', signal)
    expect(refused._unsafeUnwrapErr()).toMatchObject({ kind: 'permanent', code: 'wrong_dimensions' })
  })

  test('more texts than one request takes go in several', async () => {
    const embedder = (await createOpenAiEmbedder({ ...server, dimensions: 64 }))._unsafeUnwrap()
    const before = fake.count('/v1/embeddings')
    const texts = Array.from({ length: embedder.batchSize * 2 + 1 }, (_, index) => `number${index}`)
    const vectors = (await embedder.embed(texts, 'document', signal))._unsafeUnwrap()
    expect(fake.count('/v1/embeddings')).toBe(before + 3)
    const [last] = (await embedder.embed([texts.at(-1) ?? ''], 'document', signal))._unsafeUnwrap()
    expect(cosine(vectors.at(-1) ?? new Float32Array(), last ?? new Float32Array())).toBeCloseTo(1, 4)
  })

  test('empty texts are never sent', async () => {
    const embedder = (await createOpenAiEmbedder({ ...server, dimensions: 64 }))._unsafeUnwrap()
    const before = fake.count('/v1/embeddings')
    await embedder.embed(['', ' '], 'document', signal)
    expect(fake.count('/v1/embeddings')).toBe(before)
  })

  test('a missing vector is an unexpected answer', async () => {
    const embedder = (await createOpenAiEmbedder({ ...server, dimensions: 1 }))._unsafeUnwrap()
    fake.fail('/v1/embeddings', { json: { data: [{ index: 0, embedding: [1] }] } })
    const answer = await embedder.embed(['one', 'two'], 'document', signal)
    expect(answer._unsafeUnwrapErr()).toMatchObject({ kind: 'permanent', code: 'unexpected_answer' })
  })

  test('prefixes tell documents from queries', async () => {
    const prefixes = { document: 'search_document: ', query: 'search_query: ' }
    const embedder = (await createOpenAiEmbedder({ ...server, dimensions: 64, prefixes }))._unsafeUnwrap()
    await embedder.embed(['lamp'], 'query', signal)
    expect(received.at(-1)).toMatchObject({ input: ['search_query: lamp'] })
  })
})
