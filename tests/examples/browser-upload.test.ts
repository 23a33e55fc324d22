import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { runProcess } from '../../scripts/run-process.ts'
import { nodeBinary } from '../support/node-binary.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { cutSpeech } from './short-speech.ts'
import { ADMIN_TOKEN, ROOT, startExample, TIMEOUT_MS } from './support.ts'

test(
  'examples/browser-upload: Chromium sends two chapters, sees progress and then the book',
  async () => {
    const directory = await temporaryDirectory()
    const example = await startExample('browser-upload/server.ts')
    // Chosen in any order; the page puts them into that of their numbers.
    const files = [
      await cutSpeech(directory.path, '10 Garden.mp3', 52),
      await cutSpeech(directory.path, '2 Storm.mp3', 0),
    ]
    const { code, output } = await runProcess([
      nodeBinary(),
      join(ROOT, 'tests/examples/use-page.ts'),
      example.url,
      ADMIN_TOKEN,
      ...files,
    ])
    expect([code, output]).toEqual([0, expect.stringContaining('done')])
    const seen = JSON.parse(output.slice(output.indexOf('{"status"')))
    expect(seen.chapters).toEqual(['2 Storm', '10 Garden'])
    expect(seen.steps).toBeGreaterThan(2)
    expect(await example.stop()).toBe(0)
    await directory.remove()
  },
  TIMEOUT_MS,
)
