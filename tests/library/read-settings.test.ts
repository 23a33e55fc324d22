import { describe, expect, test } from 'bun:test'
import { createMemoryStorage } from '../../src/adapters/memory/storage.ts'
import { parseConfig } from '../../src/config.ts'
import type { ChapterwiseOptions } from '../../src/index.ts'
import { inOptionNames, readSettings } from '../../src/library/read-settings.ts'

/** What a program without types may pass. */
const loose = (options: unknown) => readSettings(options as ChapterwiseOptions)

describe('options of the library', () => {
  test('nothing given: the defaults of the command line', () => {
    expect(readSettings({})).toEqual(parseConfig({})._unsafeUnwrap())
  })

  test('mean what their variables mean', () => {
    const config = readSettings({
      dataDir: '/data',
      databaseUrl: 'postgres://localhost/books',
      redisUrl: 'redis://localhost',
      redisCluster: true,
      jobsPrefix: '{books}',
      baseUrl: 'https://example.org/audiobooks/',
      port: 0,
      corsOrigins: ['https://one.example', 'https://two.example'],
      adminTokens: ['first', 'second'],
      supabase: { url: 'https://project.supabase.co', secretKey: 'sb_secret_x', bucket: 'books' },
      gemini: { apiKey: 'k', prices: { 'gemini-x': { inputUsd: 0.1, outputUsd: 0.4 } } },
      revAi: { apiKey: 'r', usdPerHour: 1.2, deleteAfterTranscription: true },
      openAi: { chatModel: 'm', apiKey: 'o' },
      llm: 'openai',
      aiConcurrency: 7,
      logLevel: 'silent',
    })
    expect(config).toEqual(
      parseConfig({
        DATA_DIR: '/data',
        DATABASE_URL: 'postgres://localhost/books',
        REDIS_URL: 'redis://localhost',
        REDIS_CLUSTER: 'true',
        JOBS_PREFIX: '{books}',
        API_BASE_URL: 'https://example.org/audiobooks',
        API_PORT: '0',
        CORS_ORIGIN: 'https://one.example,https://two.example',
        ADMIN_TOKENS: 'first,second',
        SUPABASE_URL: 'https://project.supabase.co',
        SUPABASE_SECRET_KEY: 'sb_secret_x',
        SUPABASE_STORAGE_BUCKET: 'books',
        GEMINI_API_KEY: 'k',
        GEMINI_PRICES: 'gemini-x=0.1/0.4',
        REV_AI_API_KEY: 'r',
        REV_AI_USD_PER_HOUR: '1.2',
        REV_AI_DELETE_AFTER_TRANSCRIPTION: 'true',
        OPENAI_CHAT_MODEL: 'm',
        OPENAI_API_KEY: 'o',
        LLM: 'openai',
        AI_CONCURRENCY: '7',
        LOG_LEVEL: 'silent',
      })._unsafeUnwrap(),
    )
  })

  test('go before the environment, which goes before the defaults', () => {
    const config = readSettings({
      environment: { DATA_DIR: 'a', JOBS_PREFIX: 'p', PATH: '/bin' },
      dataDir: 'b',
    })
    expect([config.DATA_DIR, config.JOBS_PREFIX, config.AI_CONCURRENCY]).toEqual(['b', 'p', 2])
  })

  test('an adapter in place of a name leaves the choice open', () => {
    expect(readSettings({ storage: createMemoryStorage() }).STORAGE).toBe('auto')
  })

  test('all that is wrong is named at once, as options, without the values', () => {
    const options = {
      databaseUrl: 'mysql://root:hunter2@db',
      gemini: { apiKey: '' },
      llm: 'gemini',
      port: -1,
    }
    const error = (() => {
      try {
        return loose(options)
      } catch (failure) {
        return String(failure)
      }
    })()
    for (const name of ['databaseUrl', 'port']) expect(error).toContain(name)
    expect(error).not.toContain('hunter2')
    expect(() => loose({ llm: 'gemini' })).toThrow('gemini.apiKey is needed when llm or embedder is gemini')
  })

  test.each([
    [{ dataDirectory: 'x' }, 'dataDirectory'],
    [{ gemini: { key: 'x' } }, 'gemini.key'],
    [{ adminTokens: ['a,b'] }, 'comma'],
    [{ adminTokens: [''] }, 'empty'],
    [{ adminTokens: 'a' }, 'adminTokens must be a list'],
    [{ gemini: 'key' }, 'gemini must be an object'],
  ])('%j is refused', (options, message) => {
    expect(() => loose(options)).toThrow(message)
  })

  test('words that are no variables stay as they are', () => {
    expect(inOptionNames('DATA_DIR on PGlite: REDIS_URL, JSON, X')).toBe(
      'dataDir on PGlite: redisUrl, JSON, X',
    )
  })
})
