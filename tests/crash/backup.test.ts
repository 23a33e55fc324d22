import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Sql } from '../../src/adapters/postgres/connection.ts'
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/embedded-postgres.ts'
import { installAudit, readBooks, readChanges } from '../chaos/audit.ts'
import { checkClaims } from '../chaos/checks/check-claims.ts'
import { checkBooks } from '../chaos/checks/check-end.ts'
import { checkEndings } from '../chaos/checks/check-endings.ts'
import { checkSeen } from '../chaos/checks/check-seen.ts'
import { timelines } from '../chaos/checks/timeline.ts'
import { createBookClient } from './book-client.ts'
import { ADMIN_TOKEN, createServerProcess, freePort } from './harness.ts'

const FINISH_TIMEOUT_MS = 120_000
const TIMEOUT_MS = 240_000
const BOOKS_BEFORE = 4
const BOOKS_MEANWHILE = 4

const POLL_MS = 50
const MAIN = join(import.meta.dir, '../../src/cli/main.ts')

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'chapterwise-backup-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const cli = async (words: readonly string[], env: Record<string, string>) => {
  const child = Bun.spawn([process.execPath, MAIN, ...words], {
    env: { PATH: process.env.PATH, HOME: root, ADMIN_TOKENS: ADMIN_TOKEN, ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, notes] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  return { exitCode: await child.exited, text: out + notes }
}

/** The database of a server that runs, or of a directory that is stopped. */
async function withDatabase<T>(dataDirectory: string, isRunning: boolean, work: (sql: Sql) => Promise<T>) {
  const server = isRunning ? null : await startEmbeddedPostgres({ dataDirectory })
  const socket = encodeURIComponent(join(dataDirectory, 'socket'))
  const url = server?.url ?? `postgres://postgres@localhost/postgres?host=${socket}`
  const database = openDatabase({ url, maxConnections: 1, embedded: true })
  try {
    return await work(database.sql)
  } finally {
    await database.close()
    await server?.close()
  }
}

const readRunning = (sql: Sql) => sql<{ id: string; epoch: number; status: string }[]>`
  SELECT id, epoch, status FROM processing_jobs WHERE status IN ('pending', 'processing')`

const readFiles = (sql: Sql) => sql<{ storage_key: string; sha256: string; status: string }[]>`
  SELECT storage_key, sha256, status FROM upload_files`

async function waitForRunningJobs(dataDirectory: string) {
  for (;;) {
    const busy = await withDatabase(dataDirectory, true, async (sql) => {
      const running = await readRunning(sql)
      return running.some(({ status }) => status === 'processing')
    })
    if (busy) return
    await Bun.sleep(POLL_MS)
  }
}

async function compareAudio(dataDirectory: string, files: Awaited<ReturnType<typeof readFiles>>) {
  const audio = join(dataDirectory, 'audio')
  const names = await readdir(audio, { recursive: true, withFileTypes: true })
  const present = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(audio.length + 1))
  const known = new Set(files.map(({ storage_key }) => storage_key))
  const stored = files.filter(({ status }) => status === 'stored')
  const wrong: string[] = []
  for (const { storage_key, sha256 } of stored) {
    const bytes = await readFile(join(audio, storage_key)).catch(() => null)
    if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== sha256) wrong.push(storage_key)
  }
  return { stored: stored.length, wrong, unknown: present.filter((path) => !known.has(path)) }
}

test(
  'a backup taken under load restores to a system that keeps every promise of the chaos checker and loses nothing',
  async () => {
    const [first, second] = [join(root, 'first'), join(root, 'second')]
    const [firstData, secondData] = [join(first, 'data'), join(second, 'data')]
    const archive = join(root, 'backup.tar')
    const port = await freePort()
    const server = createServerProcess(first, port)
    const committed = new Map<string, number>()
    try {
      await server.start()
      await withDatabase(firstData, true, (sql) => installAudit(sql))
      const client = createBookClient({ url: server.url, token: ADMIN_TOKEN })
      const make = async (index: number) => (await client.makeBook(index)).audiobookId
      const before = await Promise.all(Array.from({ length: BOOKS_BEFORE }, (_, index) => make(index)))
      await waitForRunningJobs(firstData)
      const meanwhile = Array.from({ length: BOOKS_MEANWHILE }, (_, index) => make(BOOKS_BEFORE + index))
      const taken = await cli(['backup', archive], { API_PORT: String(port), DATA_DIR: firstData })
      expect(taken).toMatchObject({ exitCode: 0 })
      expect(taken.text).toContain('read again and found whole')
      await Promise.all(meanwhile)
      const again = await cli(['backup', archive], { API_PORT: String(port), DATA_DIR: firstData })
      expect([again.exitCode, again.text]).toEqual([2, expect.stringContaining('exists')])
      expect((await readdir(firstData)).filter((name) => name.startsWith('backup.'))).toEqual([])
      for (const [index, id] of before.entries()) committed.set(id, index % 3 === 0 ? 7 : 4)
    } finally {
      await server.kill()
    }

    const restored = await cli(['restore', archive], { DATA_DIR: secondData })
    expect(restored).toMatchObject({ exitCode: 0 })
    const { unfinished, files } = await withDatabase(secondData, false, async (sql) => ({
      unfinished: await readRunning(sql),
      files: await readFiles(sql),
    }))
    expect(unfinished.some(({ status }) => status === 'processing')).toBe(true)
    expect(await compareAudio(secondData, files)).toMatchObject({ wrong: [], unknown: [] })

    const revived = createServerProcess(second, await freePort())
    try {
      await revived.start()
      const client = createBookClient({ url: revived.url, token: ADMIN_TOKEN })
      const ids = await withDatabase(secondData, true, async (sql) =>
        (await readBooks(sql)).map(({ id }) => id),
      )
      await client.waitForEnd(ids, FINISH_TIMEOUT_MS)
      const { changes, books, epochs } = await withDatabase(secondData, true, async (sql) => ({
        changes: await readChanges(sql),
        books: await readBooks(sql),
        epochs: new Map(
          (await sql<{ id: string; epoch: number }[]>`SELECT id, epoch FROM processing_jobs`).map((job) => [
            job.id,
            job.epoch,
          ]),
        ),
      }))
      const all = timelines(changes)
      expect([
        ...checkSeen(all, books),
        ...checkBooks({ books, committed }),
        ...checkClaims(all),
        ...checkEndings(all, []),
      ]).toEqual([])
      // What ran or waited when the backup was made ran after it, under a new claim.
      expect(unfinished.filter(({ id, epoch }) => (epochs.get(id) ?? 0) <= epoch)).toEqual([])
      expect(new Set(books.map(({ status }) => status))).toEqual(new Set(['completed']))
    } finally {
      await revived.kill()
    }
  },
  TIMEOUT_MS,
)
