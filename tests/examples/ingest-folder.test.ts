import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { runProcess } from '../../scripts/run-process.ts'
import { ffmpeg } from '../support/make-audio.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { ROOT, TIMEOUT_MS } from './support.ts'

test(
  'examples/ingest-folder: two files become a book of two chapters, by the local engines',
  async () => {
    const directory = await temporaryDirectory()
    const sample = join(ROOT, 'samples/the-lamp-keeper.m4b')
    for (const [name, startSeconds] of [
      ['2 Storm.mp3', '0'],
      ['10 Garden.mp3', '52'],
    ] as const) {
      await ffmpeg(
        directory.path,
        '-ss',
        startSeconds,
        '-t',
        '8',
        '-i',
        sample,
        '-vn',
        '-map_metadata',
        '-1',
        name,
      )
    }
    const { code, output } = await runProcess(
      [process.execPath, join(ROOT, 'examples/ingest-folder/ingest.ts'), directory.path],
      { cwd: directory.path, env: { DATA_DIR: join(directory.path, 'data') } },
    )
    expect(output).toMatch(
      /stored 2 Storm\.mp3\nstored 10 Garden\.mp3\n.*: completed\n {2}1\. .*\n {2}2\. .*\nsearch "\w.*": 1 hit/,
    )
    expect(code).toBe(0)
    await directory.remove()
  },
  TIMEOUT_MS,
)
