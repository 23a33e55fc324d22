import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { inspectSystem } from '../../src/cli/doctor/report.ts'
import { createClosers } from '../../src/compose/closers.ts'
import { createEngines } from '../../src/compose/engines.ts'
import { parseConfig } from '../../src/config.ts'
import type { Logger } from '../../src/ports/logger.ts'
import { overloaded, wrongRegion } from '../../src/testing/fakes/gemini/errors.ts'
import { type FakeGemini, startFakeGemini } from '../../src/testing/fakes/gemini/server.ts'
import { sharedRedisServer } from '../support/redis-server.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

describe('Gemini, picked by the configuration', () => {
  let fake: FakeGemini
  let closers: ReturnType<typeof createClosers>
  const warnings: string[] = []
  const quiet = () => {}
  const logger: Logger = {
    ...{ debug: quiet, info: quiet, error: quiet },
    warn: (message) => void warnings.push(message),
  }
  beforeEach(async () => {
    fake = await startFakeGemini()
    closers = createClosers()
    warnings.length = 0
  })
  afterEach(async () => {
    await closers.closeAll()
    await fake.close()
  })
  const enginesWith = (variables: Record<string, string>) => {
    const config = parseConfig({ GEMINI_BASE_URL: fake.baseUrl, ...variables })._unsafeUnwrap()
    return createEngines({ config, logger, closers, clock: systemClock }, {}, ['llm', 'embedder'])
  }

  test('auto takes it where its key is, before others', async () => {
    const { choices, engines } = await enginesWith({
      ...{ GEMINI_API_KEY: fake.apiKey, OPENAI_API_KEY: 'sk', OPENAI_CHAT_MODEL: 'gpt' },
      GEMINI_EMBEDDING_DIMENSIONS: '256',
    })
    expect(choices.map(({ port, adapter, reason }) => [port, adapter, reason])).toEqual([
      ['llm', 'gemini', 'auto: GEMINI_API_KEY is set'],
      ['embedder', 'gemini', 'auto: GEMINI_API_KEY is set'],
    ])
    expect(engines.embedder).toMatchObject({ model: 'gemini-embedding-001', dimensions: 256 })
    expect(fake.count('models.get')).toBe(2)
  })

  test('by name for one port, another for the other', async () => {
    const { choices } = await enginesWith({ GEMINI_API_KEY: fake.apiKey, LLM: 'gemini', EMBEDDER: 'local' })
    expect(choices.map(({ adapter }) => adapter)).toEqual(['gemini', 'local'])
  })

  test.each([
    ['a wrong key', { GEMINI_API_KEY: 'wrong' }, 'LLM: 127.0.0.1'],
    ['an unknown model', { GEMINI_MODEL: 'gemini-1.0-pro' }, 'no model gemini-1.0-pro'],
    ['an unknown embedding model', { GEMINI_EMBEDDING_MODEL: 'text-embedding-004' }, 'EMBEDDER: '],
  ])('%s stops the start', async (_, variables, message) => {
    await expect(enginesWith({ GEMINI_API_KEY: fake.apiKey, ...variables })).rejects.toThrow(message)
  })

  test('so does a region without Gemini', async () => {
    fake.fail('models.get', { kind: 'error', error: wrongRegion })
    await expect(enginesWith({ GEMINI_API_KEY: fake.apiKey })).rejects.toThrow(
      'not offered here without billing',
    )
  })

  test('a service that is overloaded stops nobody, and is told', async () => {
    fake.fail('models.get', { kind: 'error', error: overloaded })
    const { engines } = await enginesWith({ GEMINI_API_KEY: fake.apiKey })
    expect(engines.llm.name).toBe('gemini')
    expect(warnings).toEqual(['Gemini could not be asked whether key and model are good'])
  })

  test('two processes on one Redis share a limit', async () => {
    const { url } = await sharedRedisServer()
    const variables = {
      ...{ GEMINI_API_KEY: fake.apiKey, REDIS_URL: url, JOBS_PREFIX: crypto.randomUUID() },
      GEMINI_REQUESTS_PER_MINUTE: '3',
    }
    const [first, second] = [await enginesWith(variables), await enginesWith(variables)]
    const signal = AbortSignal.timeout(1_000)
    const asked = [first, second, first, second].map(({ engines }, index) =>
      engines.embedder.embed([`text ${index}`], 'query', signal),
    )
    const outcomes = await Promise.all(asked)
    expect(outcomes.filter((outcome) => outcome.isOk())).toHaveLength(3)
    expect(fake.count('batchEmbedContents')).toBe(3)
  })

  test('doctor says which key is wrong, and never what it is', async () => {
    const { path, remove } = await temporaryDirectory()
    const config = parseConfig({
      ...{ DATA_DIR: path, GEMINI_API_KEY: 'not-a-real-key', GEMINI_BASE_URL: fake.baseUrl },
      API_PORT: '1',
    })
    const report = await inspectSystem(config, new AbortController().signal)
    expect(report.canRunJobs).toBe(false)
    await remove()
    expect(report.checks.map(({ detail }) => detail).join()).toContain('refused GEMINI_API_KEY')
    expect(JSON.stringify(report)).not.toContain('not-a-real-key')
  }, 60_000)
})
