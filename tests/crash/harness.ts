import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../support/seeded-random.ts'
import { createBookClient } from './book-client.ts'

export interface CrashRunOptions {
  readonly books: number
  readonly kills: number
  /** Decides when the kills come; printed, so that a run can be repeated. */
  readonly seed: number
}

export interface CrashRunReport {
  readonly kills: number
  readonly completedBooks: number
  /** Status and reason of every book that did not complete. */
  readonly otherBooks: readonly string[]
  readonly computedTwice: readonly string[]
  readonly orphanedFiles: readonly string[]
  readonly missingFiles: readonly string[]
}

/** Long enough for a job to save a piece: a job that three lives in a row save nothing of is poison, and rightly so. */
const SHORTEST_LIFE_MS = 1_000
const LONGEST_LIFE_MS = 3_000
const FINISH_TIMEOUT_MS = 120_000
export const ADMIN_TOKEN = 'crash-test-admin-token'

/** Feeds books to the embedded system while killing it (`kill -9`) at random moments, then looks at what is left. */
export async function crashRun(options: CrashRunOptions): Promise<CrashRunReport> {
  const directory = await mkdtemp(join(tmpdir(), 'chapterwise-crash-'))
  const server = createServerProcess(directory, await freePort())
  try {
    await server.start()
    const client = createBookClient({ url: server.url, token: ADMIN_TOKEN })
    const feeding = Promise.all(Array.from({ length: options.books }, (_, index) => client.makeBook(index)))
    const random = seededRandom(options.seed)
    for (let kill = 0; kill < options.kills; kill += 1) {
      await Bun.sleep(SHORTEST_LIFE_MS + random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS))
      await server.kill()
      await server.start()
    }
    const made = await feeding
    const statuses = await client.waitForEnd(
      made.map((book) => book.audiobookId),
      FINISH_TIMEOUT_MS,
    )
    await server.kill()
    await server.start()
    const files = await compareFiles(
      directory,
      made.flatMap((book) => book.storedFiles),
    )
    return {
      kills: options.kills + 1,
      completedBooks: statuses.filter((status) => status === 'completed').length,
      otherBooks: statuses.filter((status) => status !== 'completed'),
      computedTwice: await repeatedLines(join(directory, 'pieces.log')),
      ...files,
    }
  } finally {
    await server.kill()
    await rm(directory, { recursive: true, force: true })
  }
}

/** The real system on `<directory>/data`, in a process that can be killed. */
export function createServerProcess(directory: string, port: number) {
  let child: ReturnType<typeof spawnServer> | null = null
  return {
    url: `http://127.0.0.1:${port}`,
    async start() {
      child = spawnServer(directory, port)
      const reader = child.stdout.getReader()
      const { value } = await reader.read()
      reader.releaseLock()
      if (value === undefined)
        throw new Error(`The server ended at start: ${await new Response(child.stderr).text()}`)
    },
    async kill() {
      child?.kill('SIGKILL')
      await child?.exited
      child = null
    },
  }
}

const spawnServer = (directory: string, port: number) =>
  Bun.spawn([process.execPath, join(import.meta.dir, 'server.ts')], {
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      DATA_DIR: join(directory, 'data'),
      PIECE_LOG: join(directory, 'pieces.log'),
      API_PORT: String(port),
      ADMIN_TOKENS: ADMIN_TOKEN,
      TRANSCRIBE_CONCURRENCY: '3',
      LOG_LEVEL: 'error',
    },
    stdout: 'pipe',
    stderr: 'pipe',
  })

async function compareFiles(directory: string, expected: readonly string[]) {
  const root = join(directory, 'data', 'audio')
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const present = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  return {
    orphanedFiles: present.filter((path) => !expected.includes(path)),
    missingFiles: expected.filter((path) => !present.includes(path)),
  }
}

async function repeatedLines(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n')
  return lines.filter((line, index) => lines.indexOf(line) !== index)
}

export async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return promise
}
