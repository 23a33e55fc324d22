import { createHash } from 'node:crypto'
import { HTML_503 } from '../../../src/testing/fakes/supabase/faults.ts'
import { patternBytes, readAll, streamOf } from '../../../src/testing/fixtures/bytes.ts'
import { startProject } from './project-under-test.ts'

/* Uses the storage and the fake on the runtime that it is started with, and prints what it saw as JSON. */

const MP3 = { mediaType: 'audio/mpeg' }
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const large = patternBytes(20_000_000)
const KEY = 'uploads/u1/large.mp3'

const { fake, storage } = await startProject()

async function* breaking() {
  yield large
  throw new Error('connection reset')
}

fake.faults.add({ cutRequestAfterBytes: 1_000_000, method: 'PATCH' })
fake.faults.add({ ...HTML_503, method: 'PATCH', skip: 1 })
fake.faults.add({ dropResponse: true, method: 'PATCH', skip: 3 })
const put = (await storage.put(KEY, streamOf(large), MP3))._unsafeUnwrap()
const small = (await storage.put('uploads/u1/small.mp3', streamOf('sound'), MP3))._unsafeUnwrap()
const broken = (await storage.put('uploads/u1/broken.mp3', breaking(), MP3))._unsafeUnwrapErr()

fake.faults.add({ cutResponseAfterBytes: 3_000_000, method: 'GET', path: /\/object\/audio\// })
const got = (await storage.get(KEY))._unsafeUnwrap()
const whole = await readAll(got?.body ?? streamOf())
const part = (await storage.get(KEY, { startByte: 7, endByte: 11 }))._unsafeUnwrap()
const url = (await storage.signedUrl(KEY, 60))._unsafeUnwrap() ?? ''
const signed = await fetch(url, { headers: { range: 'bytes=0-3' } })

const seen = {
  isNode: !('bun' in process.versions),
  putMatches: put.sha256 === sha256(large) && put.sizeBytes === large.length,
  smallBytes: small.sizeBytes,
  broken: broken.code,
  wholeMatches: sha256(whole) === sha256(large),
  part: sha256(await readAll(part?.body ?? streamOf())) === sha256(large.subarray(7, 11)),
  signedStatus: signed.status,
  signedBytes: (await signed.arrayBuffer()).byteLength,
  keys: [...(await storage.list('', 10))._unsafeUnwrap()].sort(),
  removed: (await storage.remove([KEY])).isOk(),
  gone: (await storage.get(KEY))._unsafeUnwrap() === null,
  faultsLeft: fake.faults.left(),
  openUploads: fake.openUploads(),
}
await fake.close()
process.stdout.write(`${JSON.stringify(seen)}\n`)
