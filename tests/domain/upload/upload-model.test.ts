import { expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  abortFile,
  beginFile,
  endUpload,
  type StepResult,
  storeFile,
} from '../../../src/domain/upload/transitions.ts'
import type { UploadSession, UploadStatus } from '../../../src/domain/upload/upload.ts'
import { begin, newSession, START, store } from './sessions.ts'

/* Random sequences of events, told to the code and to a model of a few lines; after each both must agree. */

type Event =
  | {
      readonly type: 'begin'
      readonly id: string
      readonly number: number | null
      readonly key: string | null
    }
  | {
      readonly type: 'store'
      readonly id: string
      readonly number: number | null
      readonly sizeBytes: number
    }
  | { readonly type: 'abort'; readonly id: string }
  | { readonly type: 'end'; readonly end: 'failed' | 'cancelled' | 'expired' }

interface ModelFile {
  stored: boolean
  sizeBytes: number
  number: number | null
  key: string | null
}

/** What the rules say, with mutable maps and no thought for how it is kept. */
class Model {
  readonly files = new Map<string, ModelFile>()
  readonly discarded = new Set<string>()
  status: UploadStatus = 'pending'
  readonly total: number
  readonly maxBytes: number

  constructor(total: number, maxBytes: number) {
    this.total = total
    this.maxBytes = maxBytes
  }

  private get open(): boolean {
    return this.status === 'pending' || this.status === 'uploading'
  }
  private others(id: string): ModelFile[] {
    return [...this.files].filter(([other]) => other !== id).map(([, file]) => file)
  }
  private numberFree(number: number | null, id: string): boolean {
    if (number === null) return true
    return number >= 1 && number <= this.total && this.others(id).every((file) => file.number !== number)
  }

  /** True when the step is taken. */
  take(event: Event): boolean {
    switch (event.type) {
      case 'begin': {
        const repeated = event.key !== null && [...this.files.values()].some((file) => file.key === event.key)
        const free = this.files.size < this.total && this.numberFree(event.number, event.id)
        if (repeated || !this.open || !free) return false
        this.files.set(event.id, { stored: false, sizeBytes: 0, number: event.number, key: event.key })
        this.status = 'uploading'
        return true
      }
      case 'store': {
        const file = this.files.get(event.id)
        if (file === undefined || file.stored || !this.open) return false
        const number = event.number ?? file.number
        const bytes = this.others(event.id).reduce((sum, { sizeBytes }) => sum + sizeBytes, event.sizeBytes)
        if (!this.numberFree(number, event.id) || bytes > this.maxBytes) return false
        const taken = this.others(event.id).map((other) => other.number)
        let lowest = 1
        while (taken.includes(lowest)) lowest += 1
        Object.assign(file, { stored: true, sizeBytes: event.sizeBytes, number: number ?? lowest })
        if ([...this.files.values()].filter(({ stored }) => stored).length === this.total)
          this.status = 'completed'
        return true
      }
      case 'abort': {
        if (this.files.get(event.id)?.stored !== false) return false
        this.files.delete(event.id)
        this.discarded.add(event.id)
        return true
      }
      case 'end': {
        if (!this.open) return false
        this.status = event.end
        for (const [id, { stored }] of this.files) {
          if (!stored) continue
          this.files.delete(id)
          this.discarded.add(id)
        }
        return true
      }
    }
  }
}

const apply = (session: UploadSession, event: Event): StepResult => {
  switch (event.type) {
    case 'begin':
      return beginFile(
        session,
        { ...begin(event.id), chapterNumber: event.number, idempotencyKey: event.key },
        START,
      )
    case 'store':
      return storeFile(
        session,
        { ...store(event.id), chapterNumber: event.number, sizeBytes: event.sizeBytes },
        START,
      )
    case 'abort':
      return abortFile(session, event.id, START)
    case 'end':
      return endUpload(session, event.end, 'why', START)
  }
}

const number = fc.option(fc.integer({ min: -1, max: 5 }), { freq: 2, nil: null })
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('begin' as const),
      id,
      number,
      key: fc.constantFrom(null, null, 'k', 'l'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('store' as const),
      id,
      number,
      sizeBytes: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('abort' as const), id }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('end' as const),
      end: fc.constantFrom('failed', 'cancelled', 'expired'),
    }),
  },
)

function expectLegal({ upload, files }: UploadSession): void {
  const stored = files.filter((file) => file.status === 'stored')
  const numbers = files.flatMap((file) => file.chapterNumber ?? [])
  expect(files.length).toBeLessThanOrEqual(upload.totalFiles)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers.every((value) => value >= 1 && value <= upload.totalFiles)).toBe(true)
  expect(
    stored.every((file) => file.sha256 !== null && file.metadata !== null && file.chapterNumber !== null),
  ).toBe(true)
  expect(stored.reduce((sum, file) => sum + file.sizeBytes, 0)).toBeLessThanOrEqual(upload.totalSizeBytes)
  expect(upload.status === 'completed').toBe(stored.length === upload.totalFiles)
  expect(upload.status === 'completed').toBe(upload.completedAt !== null)
  if (upload.status === 'pending') expect(files).toEqual([])
}

test('random events never reach an illegal state, and a small model agrees', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(event, { maxLength: 40 }), (totalFiles, events) => {
      let session = newSession({ totalFiles, totalSizeBytes: 80 })
      const model = new Model(totalFiles, 80)
      const discarded = new Set<string>()
      const used = new Set<string>()
      for (const next of events) {
        // ids are never used twice
        if (next.type === 'begin' && used.has(next.id)) continue
        const stepped = apply(session, next)
        expect(stepped.isOk()).toBe(model.take(next))
        if (stepped.isErr()) continue
        if (next.type === 'begin') used.add(next.id)
        session = stepped.value.session
        for (const key of stepped.value.discard) discarded.add(key)
        expectLegal(session)
        const shown = session.files.map((file) => [
          file.id,
          file.status === 'stored',
          file.sizeBytes,
          file.chapterNumber,
        ])
        const expected = [...model.files].map(([id, file]) => [id, file.stored, file.sizeBytes, file.number])
        expect({ status: session.upload.status, files: shown }).toEqual({
          status: model.status,
          files: expected,
        })
      }
      // nothing is forgotten: every file that was begun is still known, or its object was given up
      for (const id of used) {
        const known = session.files.some((file) => file.id === id)
        expect(known).toBe(!discarded.has(`uploads/upload/${id}.mp3`))
        expect(known).toBe(!model.discarded.has(id))
      }
    }),
    { numRuns: 500 },
  )
})
