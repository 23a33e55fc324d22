import { expect, test } from 'bun:test'
import { showReport } from '../../src/cli/commands/doctor.ts'
import { ffmpegVersion } from '../../src/cli/doctor/programs.ts'
import { inspectSystem } from '../../src/cli/doctor/report.ts'
import { describeSettings, maskValue } from '../../src/cli/doctor/settings.ts'
import { parseConfig } from '../../src/config.ts'
import { createFakeStream } from '../support/fake-terminal.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const SECRETS = {
  ADMIN_TOKENS: 'admin-secret-1,admin-secret-2',
  WORKER_TOKEN: 'worker-secret',
  OPENAI_API_KEY: 'sk-secret',
  SUPABASE_JWT_SECRET: 'jwt-secret',
  DATABASE_URL: 'postgres://someone:db-secret@db.example:5432/books',
}

test('no secret is ever shown', () => {
  const config = parseConfig({ ...SECRETS, SUPABASE_URL: 'https://x.supabase.co' })._unsafeUnwrap()
  const shown = JSON.stringify(describeSettings(config))
  expect(shown).not.toContain('secret-')
  expect(shown).not.toMatch(/-secret|sk-/)
  expect(shown).toContain('postgres://someone:***@db.example:5432/books')
  expect(shown).toContain('(2 set)')
})

test('what was set is told from what is a default', () => {
  const settings = describeSettings(parseConfig({ API_PORT: '9000' })._unsafeUnwrap())
  expect(settings).toContainEqual({ variable: 'API_PORT', value: '9000', isDefault: false })
  expect(settings).toContainEqual({ variable: 'DATA_DIR', value: './data', isDefault: true })
  expect(settings).toContainEqual({ variable: 'ADMIN_TOKENS', value: '-', isDefault: true })
})

test('a URL that can not be read is not shown', () => {
  expect(maskValue('DATABASE_URL', 'postgres://user:p@ss@:bad')).not.toContain('p@ss')
})

test('the version of ffmpeg', () => {
  expect(ffmpegVersion('ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000')).toBe('5.1.9-0+deb12u1')
  expect(ffmpegVersion('')).toBe('unknown version')
})

test('the report says what is missing and how to get it', () => {
  const out = createFakeStream()
  showReport(out, {
    version: '0.1.0',
    runtime: 'bun 1.4.5',
    configurationIssues: [],
    settings: [],
    dataDirectory: { path: '/data', freeBytes: 1024 ** 3 },
    runningServer: null,
    adapters: [{ port: 'llm', adapter: 'local', reason: 'auto' }],
    programs: [{ name: 'ffmpeg', version: null, usedFor: 'decoding', install: ['brew install ffmpeg'] }],
    checks: [{ name: 'transcriber', ok: false, detail: 'ffmpeg is missing' }],
    canRunJobs: false,
  })
  for (const part of [
    'brew install ffmpeg',
    'FAILED  ffmpeg is missing',
    'local (auto)',
    "Jobs can't run.",
  ]) {
    expect(out.text()).toContain(part)
  }
})

test('a database server that is away is told at once, not waited for', async () => {
  const directory = await temporaryDirectory()
  const closedPort = 'postgres://someone:db-secret@127.0.0.1:1/books'
  const config = parseConfig({ DATABASE_URL: closedPort, DATA_DIR: directory.path, API_PORT: '1' })
  const report = await inspectSystem(config, new AbortController().signal)
  await directory.remove()
  expect(report.checks).toEqual([
    { name: 'start', ok: false, detail: 'The database cannot be reached. (ECONNREFUSED)' },
  ])
  expect(JSON.stringify(report)).not.toContain('db-secret')
})
