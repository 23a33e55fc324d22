import { err, ok, type Result } from 'neverthrow'
import { type PortError, transientError } from '../../ports/port-error.ts'
import { callRevAi } from './client.ts'
import type { RevAiContext } from './context.ts'
import { type CallFailure, errorOfCall } from './errors.ts'
import type { Intent } from './intent.ts'
import { metadataOf } from './job-options.ts'
import { jobListShape, type RevAiJob } from './shapes.ts'

/** The most that the API gives. */
const PAGE_SIZE = 1_000
/** The API takes 10,000 submissions in ten minutes; this is an hour of that. */
const MAX_PAGES = 60
/** How far our clock and the vendor's may differ. */
const CLOCK_SKEW_MS = 30 * 60_000

/** The vendor's jobs of this intent, oldest first: normally none or one. */
export async function findSubmitted(
  context: RevAiContext,
  intent: Intent,
  signal: AbortSignal,
): Promise<Result<readonly RevAiJob[], PortError>> {
  const metadata = metadataOf(intent.token)
  const notBeforeMs = Date.parse(intent.at) - CLOCK_SKEW_MS
  const found: RevAiJob[] = []
  let startingAfter: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const listed = await listJobs(context, startingAfter, signal)
    if (listed.isErr()) return err(errorOfCall(listed.error, context.server.baseUrl))
    found.push(...listed.value.filter((job) => job.metadata === metadata))
    const last = listed.value.at(-1)
    const isOld = last?.created_on !== undefined && Date.parse(last.created_on) < notBeforeMs
    if (last === undefined || listed.value.length < PAGE_SIZE || isOld) return ok(found.toReversed())
    startingAfter = last.id
  }
  return err(
    transientError(
      'vendor_list_too_long',
      'Rev.ai lists more jobs than can be searched for a lost submission.',
    ),
  )
}

/** Newest first; after `startingAfter` come older ones. */
const listJobs = (
  { server, limits }: RevAiContext,
  startingAfter: string | undefined,
  signal: AbortSignal,
): Promise<Result<readonly RevAiJob[], CallFailure>> =>
  callRevAi(server, jobListShape, { limits: limits.call, signal }, (client) =>
    client.getListOfJobs(PAGE_SIZE, startingAfter),
  )
