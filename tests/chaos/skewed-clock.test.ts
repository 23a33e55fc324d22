import { expect, test } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000

/** In a process of its own: there is no way back. */
const READ_CLOCK = `
import { skewClock } from '${join(import.meta.dir, 'skewed-clock.ts')}'
skewClock(process.env.CLOCK_FILE)
const given = new Date(0)
process.stdout.write(JSON.stringify({
  now: Date.now(), date: new Date().getTime(), given: given.getTime(), isDate: given instanceof Date,
}))`

test('the wall clock of a process is wrong by what a file says, and dates are dates', async () => {
  const directory = await temporaryDirectory()
  const path = join(directory.path, 'clock')
  const read = (): { now: number; date: number; given: number; isDate: boolean } =>
    JSON.parse(
      execFileSync(process.execPath, ['-e', READ_CLOCK], {
        env: { ...process.env, CLOCK_FILE: path },
        encoding: 'utf8',
      }),
    )
  expect(Math.abs(read().now - Date.now())).toBeLessThan(YEAR_MS)
  await writeFile(path, String(-10 * YEAR_MS))
  const { now, date, given, isDate } = read()
  expect([now, date].every((ms) => ms < Date.now() - 9 * YEAR_MS)).toBe(true)
  expect([given, isDate]).toEqual([0, true])
  await directory.remove()
})
