import { describe, expect, test } from 'bun:test'
import { parseConfig, supabaseKey } from '../src/config.ts'

describe('configuration', () => {
  test('nothing set: the embedded defaults', () => {
    const config = parseConfig({})._unsafeUnwrap()
    expect(config).toMatchObject({
      API_HOST: '127.0.0.1',
      API_PORT: 8080,
      DATA_DIR: './data',
      ADMIN_TOKENS: [],
      TRANSCRIBER: 'auto',
      MAX_FILE_SIZE_BYTES: 2 * 1024 ** 3,
    })
    expect(config.DATABASE_URL).toBeUndefined()
  })

  test('an empty variable counts as absent, lists are split at commas', () => {
    const config = parseConfig({ API_PORT: '', ADMIN_TOKENS: ' one, two ,,' })._unsafeUnwrap()
    expect(config.API_PORT).toBe(8080)
    expect(config.ADMIN_TOKENS).toEqual(['one', 'two'])
  })

  test('every problem is reported at once, without the values', () => {
    const issues = parseConfig({
      API_PORT: 'http',
      DATABASE_URL: 'mysql://root:hunter2@db',
      MAX_FILE_SIZE_BYTES: '0',
      LLM: 'gpt',
    })._unsafeUnwrapErr()
    expect(issues.map((issue) => issue.variable).sort()).toEqual([
      'API_PORT',
      'DATABASE_URL',
      'LLM',
      'MAX_FILE_SIZE_BYTES',
    ])
    expect(JSON.stringify(issues)).not.toContain('hunter2')
  })

  test('Gemini: models with defaults, prices of one’s own, a key where it is asked for', () => {
    const config = parseConfig({ GEMINI_API_KEY: 'k', GEMINI_PRICES: 'a=0.3/2.5, b-1=1/0' })._unsafeUnwrap()
    expect(config).toMatchObject({
      GEMINI_MODEL: 'gemini-3.5-flash-lite',
      GEMINI_EMBEDDING_MODEL: 'gemini-embedding-001',
      GEMINI_EMBEDDING_DIMENSIONS: 768,
      GEMINI_PRICES: { a: { inputUsd: 0.3, outputUsd: 2.5 }, 'b-1': { inputUsd: 1, outputUsd: 0 } },
    })
    const variables = (env: Record<string, string>) =>
      parseConfig(env)
        ._unsafeUnwrapErr()
        .map((issue) => issue.variable)
    expect(variables({ LLM: 'gemini' })).toEqual(['GEMINI_API_KEY'])
    expect(variables({ GEMINI_PRICES: 'cheap', GEMINI_EMBEDDING_DIMENSIONS: '3072' }).sort()).toEqual([
      'GEMINI_EMBEDDING_DIMENSIONS',
      'GEMINI_PRICES',
    ])
  })

  test('Redis: its URL, and the prefix of its keys', () => {
    const absent = parseConfig({})._unsafeUnwrap()
    expect(absent.REDIS_URL).toBeUndefined()
    expect(absent.JOBS_PREFIX).toBe('audiobook')
    for (const REDIS_URL of ['redis://127.0.0.1:6379', 'rediss://user:pass@redis.example:6380/2']) {
      expect(parseConfig({ REDIS_URL, JOBS_PREFIX: '{books}' })._unsafeUnwrap()).toMatchObject({
        REDIS_URL,
        JOBS_PREFIX: '{books}',
      })
    }
    const issues = parseConfig({ REDIS_URL: 'http://:hunter2@redis', JOBS_PREFIX: 'a b' })._unsafeUnwrapErr()
    expect(issues.map((issue) => issue.variable).sort()).toEqual(['JOBS_PREFIX', 'REDIS_URL'])
    expect(JSON.stringify(issues)).not.toContain('hunter2')
  })

  test('a Redis Cluster is named as one, and needs a prefix that keeps all keys in one slot', () => {
    const REDIS_URL = 'redis://127.0.0.1:6379'
    const variables = { REDIS_URL, REDIS_CLUSTER: 'true', JOBS_PREFIX: '{audiobook}' }
    expect(parseConfig(variables)._unsafeUnwrap().REDIS_CLUSTER).toBe(true)
    expect(parseConfig({ REDIS_URL })._unsafeUnwrap().REDIS_CLUSTER).toBe(false)
    const refusedOf = (changes: object) =>
      parseConfig({ ...variables, ...changes })
        ._unsafeUnwrapErr()
        .map((issue) => issue.variable)
    for (const JOBS_PREFIX of ['audiobook', '{}audiobook', 'audio{book']) {
      expect(refusedOf({ JOBS_PREFIX })).toEqual(['JOBS_PREFIX'])
    }
    expect(refusedOf({ REDIS_URL: '' })).toEqual(['REDIS_URL'])
    expect(refusedOf({ REDIS_CLUSTER: 'yes' })).toEqual(['REDIS_CLUSTER'])
  })

  test('an engine set to openai needs a server and a model', () => {
    const issues = parseConfig({ TRANSCRIBER: 'openai' })._unsafeUnwrapErr()
    expect(issues.map((issue) => issue.variable)).toEqual(['OPENAI_BASE_URL', 'OPENAI_TRANSCRIPTION_MODEL'])
  })

  test('Supabase: either key, a bucket, and nothing missing when it is asked for', () => {
    const project = { SUPABASE_URL: 'https://x.supabase.co/', STORAGE: 'supabase' }
    const config = parseConfig({ ...project, SUPABASE_SERVICE_ROLE_KEY: 'old' })._unsafeUnwrap()
    expect(config).toMatchObject({ SUPABASE_URL: 'https://x.supabase.co', SUPABASE_STORAGE_BUCKET: 'audio' })
    expect(supabaseKey(config)).toBe('old')
    const both = { ...project, SUPABASE_SERVICE_ROLE_KEY: 'old', SUPABASE_SECRET_KEY: 'sb_secret_new' }
    expect(supabaseKey(parseConfig(both)._unsafeUnwrap())).toBe('sb_secret_new')
    const issues = parseConfig({
      STORAGE: 'supabase',
      SUPABASE_STORAGE_BUCKET: 'a/b',
    })._unsafeUnwrapErr()
    expect(issues.map(({ variable }) => variable)).toEqual(['SUPABASE_STORAGE_BUCKET'])
    const missing = parseConfig({ STORAGE: 'supabase' })._unsafeUnwrapErr()
    expect(missing.map(({ variable }) => variable)).toEqual(['SUPABASE_URL', 'SUPABASE_SECRET_KEY'])
    const swapped = parseConfig({ SUPABASE_PUBLISHABLE_KEY: 'sb_secret_x' })._unsafeUnwrapErr()
    expect(swapped).toEqual([{ variable: 'SUPABASE_PUBLISHABLE_KEY', message: 'holds a secret key' }])
  })

  test('Rev.ai needs its key, and a secret of its own', () => {
    expect(parseConfig({ TRANSCRIBER: 'revai' })._unsafeUnwrapErr()[0]?.variable).toBe('REV_AI_API_KEY')
    const SHARED = 'a-secret-of-sufficient-length'
    const shared = parseConfig({ REV_AI_WEBHOOK_SECRET: SHARED, ADMIN_TOKENS: SHARED })._unsafeUnwrapErr()
    expect(shared[0]?.variable).toBe('REV_AI_WEBHOOK_SECRET')
    const bad = {
      REV_AI_WEBHOOK_SECRET: 'hunter2',
      REV_AI_DELETE_AFTER_TRANSCRIPTION: 'yes',
      REV_AI_POLL_SECONDS: '0',
    }
    const issues = parseConfig(bad)._unsafeUnwrapErr()
    expect(issues.map(({ variable }) => variable).sort()).toEqual(Object.keys(bad).sort())
    expect(JSON.stringify(issues)).not.toContain('hunter2')
    expect(parseConfig({ REV_AI_DELETE_AFTER_TRANSCRIPTION: 'true' })._unsafeUnwrap()).toMatchObject({
      REV_AI_BASE_URL: 'https://api.rev.ai',
      REV_AI_DELETE_AFTER_TRANSCRIPTION: true,
    })
  })

  test('the worker token may not be an admin token', () => {
    expect(parseConfig({ ADMIN_TOKENS: 'same', WORKER_TOKEN: 'same' })._unsafeUnwrapErr()[0]?.variable).toBe(
      'WORKER_TOKEN',
    )
  })
})
