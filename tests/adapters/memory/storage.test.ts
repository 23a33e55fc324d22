import { expect, test } from 'bun:test'
import { createMemoryStorage } from '../../../src/adapters/memory/storage.ts'
import { storageContract } from '../../../src/testing/contracts/storage.contract.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { readAll } from '../../../src/testing/fixtures/bytes.ts'

storageContract({
  name: 'memory',
  create: async () => ({ storage: createMemoryStorage(), close: async () => {} }),
  capabilities: { localPath: false },
})

test('memory storage copies each chunk before it asks for the next', async () => {
  const storage = createMemoryStorage()
  async function* refilled() {
    const buffer = Buffer.alloc(3)
    for (const text of ['one', 'two']) {
      buffer.write(text)
      yield buffer
    }
  }
  await expectOk(storage.put('uploads/u/f.mp3', refilled(), { mediaType: 'audio/mpeg' }))
  const stored = await expectOk(storage.get('uploads/u/f.mp3'))
  expect(Buffer.from(await readAll(stored?.body ?? refilled())).toString()).toBe('onetwo')
})
