/** The suite that every storage of chapterwise passes, and what only this one promises. */
import { expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { createMemoryStorage, storageContract } from 'chapterwise/testing'
import { createEncryptedStorage } from './encrypted-storage.ts'

storageContract({
  name: 'encrypted',
  create: async () => ({
    storage: createEncryptedStorage({ inner: createMemoryStorage(), key: randomBytes(32) }),
    close: async () => {},
  }),
  capabilities: { localPath: false },
})

test('what lies in the inner storage does not hold what was put', async () => {
  const inner = createMemoryStorage()
  const storage = createEncryptedStorage({ inner, key: randomBytes(32) })
  async function* body() {
    yield new TextEncoder().encode('a secret chapter')
  }
  await storage.put('uploads/a/b.mp3', body(), { mediaType: 'audio/mpeg' })
  const kept = (await inner.get('uploads/a/b.mp3'))._unsafeUnwrap()
  let text = ''
  for await (const chunk of kept?.body ?? []) text += Buffer.from(chunk).toString('latin1')
  expect(text.length).toBe(16 + 'a secret chapter'.length)
  expect(text).not.toContain('secret')
})
