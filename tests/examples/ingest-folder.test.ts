import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { runProcess } from '../../scripts/run-process.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { cutSpeech } from './short-speech.ts'
import { ROOT, TIMEOUT_MS } from './support.ts'

test(
  'examples/ingest-folder: two files become a book of two chapters, by the local engines',
  async () => {
    const directory = await temporaryDirectory()
    await cutSpeech(directory.path, '2 Storm.mp3', 0)
    await cutSpeech(directory.path, '10 Garden.mp3', 52)
    const { code, output } = await runProcess(
      [process.execPath, join(ROOT, 'examples/ingest-folder/ingest.ts'), directory.path],
      { cwd: directory.path, env: { DATA_DIR: join(directory.path, 'data') } },
    )
    expect(output).toMatch(
      /stored 2 Storm\.mp3\nstored 10 Garden\.mp3\n.*: completed\n {2}1\. 2 Storm\n {2}2\. 10 Garden\nsearch "\w.*": 1 hit/,
    )
    expect(code).toBe(0)
    await directory.remove()
  },
  TIMEOUT_MS,
)
