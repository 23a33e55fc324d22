import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { runProcess } from '../../scripts/run-process.ts'
import { ROOT, TIMEOUT_MS } from './support.ts'

/** Run as its reader would run it: the suite is a test file of its own. */
test(
  'examples/encrypted-storage passes the suite of storages',
  async () => {
    const { code, output } = await runProcess(
      [process.execPath, 'test', join(ROOT, 'examples/encrypted-storage')],
      { cwd: ROOT },
    )
    expect(output).toContain(' 0 fail')
    expect(Number(/(\d+) pass/.exec(output)?.[1])).toBeGreaterThan(20)
    expect(code).toBe(0)
  },
  TIMEOUT_MS,
)
