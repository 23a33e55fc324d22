import { expect, test } from 'bun:test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { nodeBinary } from '../../support/node-binary.ts'

const PROCESS = fileURLToPath(new URL('./smoke-process.ts', import.meta.url))
const TIMEOUT_MS = 60_000

test.each([
  ['Bun', process.execPath],
  ['Node', nodeBinary()],
])(
  'on %s: everything works against the fake, failures are told apart, and nothing keeps the process',
  async (_, binary) => {
    const child = spawn(binary, [PROCESS], { stdio: ['ignore', 'pipe', 'pipe'] })
    const [output, problems] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    expect({ problems, code: child.exitCode }).toMatchObject({ code: 0 })
    expect(JSON.parse(output)).toEqual({
      checks: [true, true],
      chapters: 3,
      quotes: 3,
      tags: ['sea story', 'calm'],
      vectorLength: '1.0000',
      dimensions: 768,
      errors: [
        'throttled rate_limited',
        'transient server_error',
        'transient bad_answer',
        'transient unreachable',
        'transient timeout',
        'transient aborted',
      ],
    })
  },
  TIMEOUT_MS,
)
