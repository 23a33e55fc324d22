import { afterEach, beforeEach, expect, test } from 'bun:test'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { type Closers, createClosers } from '../../src/compose/closers.ts'
import { createEngines } from '../../src/compose/engines.ts'
import { createApplication } from '../../src/compose.ts'
import { parseConfig } from '../../src/config.ts'
import { createFakeEmbedder } from '../support/fake-embedder.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary-directory.ts'
import { waitUntil } from '../support/wait-until.ts'

const TIMEOUT_MS = 180_000
/** At 10 ms each: the file is made of 300 MB of JSON, on a machine that may be busy. */
const MAX_TRIES = 12_000

let directory: TemporaryDirectory
let closers: Closers
beforeEach(async () => {
  directory = await temporaryDirectory()
  closers = createClosers()
})
afterEach(async () => {
  await closers.closeAll()
  await directory.remove()
})

const config = () =>
  parseConfig({ DATA_DIR: directory.path, API_PORT: '0', LOG_LEVEL: 'silent' })._unsafeUnwrap()
const vectorFiles = async (): Promise<readonly string[]> => {
  const names = await readdir(join(directory.path, 'cache')).catch(() => [])
  return names.filter((name) => name.endsWith('.vectors'))
}

test(
  'the application loads the word vectors as it starts, before anybody asks for one',
  async () => {
    const application = await createApplication(config())
    closers.add(() => application.close())
    expect(await vectorFiles()).toEqual([])
    application.start()
    expect(await waitUntil(vectorFiles, (files) => files.length > 0, MAX_TRIES)).toHaveLength(1)
  },
  TIMEOUT_MS,
)

test('an embedder that the host program brought is left alone', async () => {
  const calls: (readonly string[])[] = []
  const fake = createFakeEmbedder()
  const embedder = {
    ...fake,
    embed: (...parameters: Parameters<typeof fake.embed>) => {
      calls.push(parameters[0])
      return fake.embed(...parameters)
    },
  }
  const context = { config: config(), logger: silentLogger, closers, clock: systemClock }
  const { warmUp } = await createEngines(context, { embedder }, ['embedder'])
  warmUp()
  await closers.closeAll()
  expect([calls, await vectorFiles()]).toEqual([[], []])
})
