import { expect, test } from 'bun:test'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { nodeBinary } from '../../support/node-binary.ts'

test('on Node it stores, survives faults and reads as on Bun, and lets the process end', async () => {
  const script = fileURLToPath(new URL('./node-process.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(nodeBinary(), ['--no-warnings', script])
  expect(JSON.parse(stdout)).toEqual({
    isNode: true,
    putMatches: true,
    smallBytes: 5,
    broken: 'body_failed',
    wholeMatches: true,
    part: true,
    signedStatus: 206,
    signedBytes: 4,
    keys: ['uploads/u1/large.mp3', 'uploads/u1/small.mp3'],
    removed: true,
    gone: true,
    faultsLeft: 0,
    openUploads: 0,
  })
}, 60_000)
