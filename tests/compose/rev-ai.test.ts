import { afterAll, describe, expect, test } from 'bun:test'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { createClosers } from '../../src/compose/closers.ts'
import { createEngines } from '../../src/compose/engines.ts'
import { refuseBroken } from '../../src/compose/refuse-broken.ts'
import { parseConfig } from '../../src/config.ts'
import { startFakeRevAi } from '../../src/testing/fakes/revai/server.ts'
import { type LoggedLine, recordingLogger, transcriberFor } from '../adapters/revai/setup.ts'

const closers = createClosers()
afterAll(() => closers.closeAll())

async function choose(variables: Record<string, string>) {
  const config = parseConfig(variables)._unsafeUnwrap()
  const { choices } = await createEngines({ config, logger: silentLogger, closers, clock: systemClock }, {}, [
    'transcriber',
  ])
  return choices[0]
}

const KEY = { REV_AI_API_KEY: 'k' }
const SECRET = { REV_AI_WEBHOOK_SECRET: 'a-secret-of-sufficient-length' }

describe('choosing Rev.ai', () => {
  test('by its key, unless another is asked for by name', async () => {
    expect(await choose({})).toMatchObject({ adapter: 'pocketsphinx' })
    expect(await choose(KEY)).toMatchObject({ adapter: 'revai', reason: expect.stringContaining('auto') })
    expect(await choose({ ...KEY, TRANSCRIBER: 'revai' })).toMatchObject({ adapter: 'revai' })
    expect(await choose({ ...KEY, TRANSCRIBER: 'pocketsphinx' })).toMatchObject({ adapter: 'pocketsphinx' })
  })

  test('the reason says how news come, and what is missing for webhooks', async () => {
    const reasonOf = async (variables: Record<string, string>) =>
      (await choose({ ...KEY, ...variables }))?.reason ?? ''
    expect(await reasonOf({})).toContain('for want of API_BASE_URL and REV_AI_WEBHOOK_SECRET')
    expect(await reasonOf(SECRET)).toContain('for want of API_BASE_URL')
    const base = { API_BASE_URL: 'https://books.example.org/' }
    expect(await reasonOf({ ...SECRET, ...base })).toContain('reports to https://books.example.org')
    const local = { ...SECRET, API_BASE_URL: 'http://localhost:8080' }
    expect(await reasonOf(local)).toContain('since API_BASE_URL is not public')
    const withFake = { ...local, REV_AI_BASE_URL: 'http://127.0.0.1:9' }
    expect(await reasonOf(withFake)).toContain('reports to http://localhost:8080')
  })
})

describe('a transcriber process', () => {
  test('does not start with a key that is refused, and does when Rev.ai is away', async () => {
    const fake = await startFakeRevAi()
    const lines: LoggedLine[] = []
    const check = (apiKey: string) => refuseBroken(transcriberFor(fake, { apiKey }), recordingLogger(lines))
    const refused = await check('wrong').catch((error: Error) => error.message)
    expect(refused).toContain('REV_AI_API_KEY')
    await check(fake.apiKey)
    expect(lines).toEqual([])
    fake.fail('account', { status: 503 })
    await check(fake.apiKey)
    expect(lines).toMatchObject([{ level: 'warn', fields: { engine: 'revai', code: 'vendor_error' } }])
    await fake.close()
  })
})
