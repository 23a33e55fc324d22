import { setTimeout as sleep } from 'node:timers/promises'
import { silentWav } from '../../src/testing/fixtures/silent-wav.ts'
import { createPatientClient } from '../support/patient-client.ts'
import { type BookPlan, jobCountOf } from './book-plan.ts'

export interface FeederOptions {
  readonly url: string
  readonly token: string
}

export interface Feeder {
  /** Spreads the books over the time; resolves when the API has said that it makes the last of them. */
  feed(plans: readonly BookPlan[], durationMs: number): Promise<void>
  /** Books that the API said it makes, with the number of their jobs. */
  committed(): ReadonlyMap<string, number>
}

/** A file whose receiver was killed holds its place for a quarter of an hour; a person would begin again sooner. */
const FILE_TRIES = 25
const MAX_SESSIONS = 20

const keyOf = ({ title }: BookPlan) => title.toLowerCase().replaceAll(' ', '-')

/** An uploader who comes again until the server answers, and starts over when it does not get on. */
export function createFeeder(options: FeederOptions): Feeder {
  const client = createPatientClient(options)
  const committed = new Map<string, number>()

  /** The id of the finished upload; null when a file did not get through. */
  const upload = async ({ fileSeconds }: BookPlan, key: string): Promise<string | null> => {
    const files = fileSeconds.map(silentWav)
    const session = await client.call('POST', '/uploads', key, {
      upload_type: files.length === 1 ? 'single' : 'chapters',
      total_files: files.length,
      total_size_bytes: files.reduce((sum, file) => sum + file.byteLength, 0),
    })
    for (const [index, file] of files.entries()) {
      const form = new FormData()
      if (files.length > 1) form.append('chapter_number', String(index + 1))
      form.append('file', new File([file], `part ${index + 1}.wav`, { type: 'audio/wav' }))
      const path = `/uploads/${String(session.upload_id)}/files`
      const stored = await client.ask('POST', path, `${key}-${index}`, form, { mostTries: FILE_TRIES })
      if (stored === null) return null
    }
    return String(session.upload_id)
  }

  const make = async (plan: BookPlan): Promise<void> => {
    for (let session = 1; session <= MAX_SESSIONS; session += 1) {
      const uploadId = await upload(plan, `${keyOf(plan)}-upload-${session}`)
      if (uploadId === null) continue
      const { title, author, priority } = plan
      const book = await client.call('POST', '/audiobooks', keyOf(plan), {
        upload_id: uploadId,
        title,
        author,
        priority,
      })
      committed.set(String(book.audiobook_id), jobCountOf(plan))
      return
    }
    throw new Error(`${plan.title} could not be uploaded in ${MAX_SESSIONS} sessions`)
  }

  return {
    committed: () => committed,
    async feed(plans, durationMs) {
      const startedMs = performance.now()
      await Promise.all(
        plans.map(async (plan, index) => {
          const dueMs = startedMs + (index / plans.length) * durationMs
          await sleep(Math.max(0, dueMs - performance.now()))
          await make(plan)
        }),
      )
    },
  }
}
