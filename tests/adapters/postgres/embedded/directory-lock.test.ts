import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { lockDirectory } from '../../../../src/adapters/postgres/embedded/directory-lock.ts'
import { processStart } from '../../../../src/adapters/postgres/embedded/process-start.ts'
import { embeddedTemplate } from '../../../support/databases.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../../support/temporary-directory.ts'

const SLOW_TEST_MS = 120_000
const PROGRAM = new URL('./hold-database.ts', import.meta.url).pathname
const KILLS = 3
const COMMITS_BEFORE_KILL = 25

describe('a data directory', () => {
  let directory: TemporaryDirectory
  let programs: Program[]
  beforeEach(async () => {
    directory = await temporaryDirectory()
    programs = []
  })
  afterEach(async () => {
    for (const program of programs) await program.kill()
    await directory.remove()
  })
  const run = () => {
    const program = runProgram(directory.path)
    programs.push(program)
    return program
  }

  test(
    'is refused to a second process, and taken over at once from a killed one, with all it committed',
    async () => {
      await cp(await embeddedTemplate(), directory.path, { recursive: true })
      let committed = 0
      for (let round = 0; round < KILLS; round += 1) {
        const holder = run()
        expect(await holder.line()).toBe('open')
        const refused = run()
        const refusal = await refused.line()
        expect(refusal).toStartWith('error The data directory')
        expect(refusal).toContain(`is in use by process ${holder.processId}`)
        for (let commit = 0; commit < COMMITS_BEFORE_KILL; commit += 1) {
          const number = Number((await holder.line()).replace('committed ', ''))
          // The next number is one that an earlier process was told nothing about, or the one after its last.
          expect(number).toBeGreaterThan(committed)
          expect(number).toBeLessThanOrEqual(committed + 2)
          committed = number
        }
        await holder.kill()
        committed = Math.max(committed, holder.lastCommitted())
      }
    },
    SLOW_TEST_MS,
  )

  test('can be locked once at a time, and again after its release', async () => {
    const lock = await lockDirectory(directory.path)
    await expect(lockDirectory(directory.path)).rejects.toThrow(`is in use by process ${process.pid}`)
    await lock.release()
    await lock.release()
    const again = await lockDirectory(directory.path)
    await again.release()
    expect(await readdir(directory.path)).toEqual([])
  })

  test('goes to at most one of many that come at the same time', async () => {
    for (let round = 0; round < 10; round += 1) {
      const attempts = await Promise.allSettled(
        Array.from({ length: 8 }, () => lockDirectory(directory.path)),
      )
      const locks = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
      expect(locks.length).toBeLessThanOrEqual(1)
      for (const lock of locks) await lock.release()
    }
    await (await lockDirectory(directory.path)).release()
  })

  test('is free when the process of its lock is gone, or another has got its id', async () => {
    const holder = { processId: process.pid, processStart: 'long ago', hostName: hostname() }
    await writeFile(join(directory.path, 'postgres.lock.reused'), JSON.stringify(holder))
    const gone = { ...holder, processId: 2 ** 22 + 1 }
    await writeFile(join(directory.path, 'postgres.lock.gone'), JSON.stringify(gone))
    const lock = await lockDirectory(directory.path)
    expect(await readdir(directory.path)).toHaveLength(1)
    await lock.release()
  })

  test('stays locked by a process of another host, and says what to do', async () => {
    const path = join(directory.path, 'postgres.lock.elsewhere')
    await writeFile(path, JSON.stringify({ processId: 1, processStart: 'x', hostName: 'elsewhere.invalid' }))
    await expect(lockDirectory(directory.path)).rejects.toThrow(
      `by process 1 on elsewhere.invalid. If that process is gone, remove ${path}.`,
    )
    expect(await readFile(path, 'utf8')).toContain('elsewhere.invalid')
  })

  test('with a broken lock file stays locked', async () => {
    await writeFile(join(directory.path, 'postgres.lock.broken'), '{')
    await expect(lockDirectory(directory.path)).rejects.toThrow('postgres.lock.broken cannot be read')
    expect(await readdir(directory.path)).toEqual(['postgres.lock.broken'])
  })

  test('knows processes by their start', async () => {
    const start = await processStart(process.pid)
    expect(start).not.toBeNull()
    expect(await processStart(process.pid)).toBe(start)
    expect(await processStart(2 ** 22 + 1)).toBeNull()
  })
})

interface Program {
  readonly processId: number
  /** What it says next. */
  line(): Promise<string>
  /** With SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** The last number that it said was committed, read or not. */
  lastCommitted(): number
}

function runProgram(dataDirectory: string): Program {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, dataDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const lines: string[] = []
  let wake = () => {}
  let last = 0
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (line.startsWith('committed ')) last = Number(line.replace('committed ', ''))
      wake()
    })
  }
  return {
    processId: child.pid ?? 0,
    async line() {
      for (;;) {
        const line = lines.shift()
        if (line !== undefined) return line
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    lastCommitted: () => last,
  }
}
