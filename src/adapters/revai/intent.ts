import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { JsonValue } from '../../domain/job/job.ts'

const TOKEN_BYTES = 16

/**
 * What is noted on the job before its audio is submitted: Rev.ai knows no idempotency key, and every submission is
 * billed. The token goes into the metadata of the vendor's job, so that a submission whose answer never came is found.
 */
const intentShape = z.object({
  token: z.string(),
  /** ISO 8601, by the clock of the worker that submits. */
  at: z.string(),
  /** The vendor's jobs were searched in vain, and some time was given since. */
  searched: z.boolean(),
  /** Further vendor jobs with the same token; of no use, to be deleted once they are over. */
  extras: z.array(z.string()),
})

export type Intent = z.infer<typeof intentShape>

export const newIntent = (now: Date): Intent => ({
  ...{ token: randomBytes(TOKEN_BYTES).toString('hex'), at: now.toISOString() },
  ...{ searched: false, extras: [] },
})

export const readIntent = (notes: JsonValue): Intent | null => intentShape.safeParse(notes).data ?? null
