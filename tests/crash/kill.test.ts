import { expect, test } from 'bun:test'
import { crashRun } from './harness.ts'

const BOOKS = 8
const KILLS = 3
const TIMEOUT_MS = 180_000

test(
  'kill -9 at random moments: every book completes, nothing is computed twice, no file is orphaned or lost',
  async () => {
    const seed = Date.now() % 1_000_000
    const report = await crashRun({ books: BOOKS, kills: KILLS, seed })
    expect({ seed, ...report }).toEqual({
      seed,
      kills: KILLS + 1,
      completedBooks: BOOKS,
      otherBooks: [],
      computedTwice: [],
      orphanedFiles: [],
      missingFiles: [],
    })
  },
  TIMEOUT_MS,
)
