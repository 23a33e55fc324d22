import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { createClosers } from '../../src/compose/closers.ts'
import { createEngines } from '../../src/compose/engines.ts'
import { parseConfig } from '../../src/config.ts'
import { type FakeSupabase, startFakeSupabase } from '../../src/testing/fakes/supabase/server.ts'

let fake: FakeSupabase
beforeEach(async () => {
  fake = await startFakeSupabase()
})
afterEach(() => fake.close())

async function chooseStorage(variables: Readonly<Record<string, string>>) {
  const config = parseConfig(variables)._unsafeUnwrap()
  const closers = createClosers()
  const context = { config, logger: silentLogger, closers, clock: systemClock }
  try {
    const { choices } = await createEngines(context, {}, ['storage'])
    return choices[0]
  } finally {
    await closers.closeAll()
  }
}

const credentials = () => ({ SUPABASE_URL: fake.url, SUPABASE_SERVICE_ROLE_KEY: fake.keys.serviceRole })

describe('which storage is picked', () => {
  test('supabase by its credentials, with its bucket made', async () => {
    const choice = await chooseStorage({ ...credentials(), SUPABASE_STORAGE_BUCKET: 'books' })
    expect(choice).toEqual({
      port: 'storage',
      adapter: 'supabase',
      reason: 'auto: its URL and key are configured; bucket books',
    })
    expect(fake.bucket('books')?.isPublic).toBe(false)
  })

  test('supabase by name, with a secret key', async () => {
    const choice = await chooseStorage({
      STORAGE: 'supabase',
      SUPABASE_URL: fake.url,
      SUPABASE_SECRET_KEY: fake.keys.secret,
    })
    expect(choice).toMatchObject({ adapter: 'supabase', reason: 'STORAGE=supabase; bucket audio' })
  })

  test('files, when only Auth is configured, or when asked for', async () => {
    expect(await chooseStorage({ SUPABASE_URL: fake.url })).toMatchObject({ adapter: 'fs' })
    expect(await chooseStorage({ ...credentials(), STORAGE: 'fs' })).toMatchObject({ adapter: 'fs' })
    expect(fake.requests.length).toBe(0)
  })
})

describe('what can not start', () => {
  test('a wrong key says so', async () => {
    const wrong = { ...credentials(), SUPABASE_SERVICE_ROLE_KEY: fake.keys.anon }
    await expect(chooseStorage(wrong)).rejects.toThrow(/^STORAGE: .*role anon/)
  })

  test('a project that is away now is no reason not to start', async () => {
    await fake.close()
    const choice = await chooseStorage(credentials())
    fake = await startFakeSupabase()
    expect(choice).toMatchObject({ adapter: 'supabase' })
  })
})
