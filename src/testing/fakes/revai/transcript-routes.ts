import type { Hono } from 'hono'
import type { FakeRevAiJob } from './jobs.ts'
import { answerProblem, ERRORS, invalidState, withJob } from './problem.ts'
import type { RouteDeps } from './routes.ts'
import { captions, plainText } from './transcript.ts'

const TRANSCRIPT_TYPE = 'application/vnd.rev.transcript.v1.0+json'
const TRANSCRIPT_TYPES = [TRANSCRIPT_TYPE, 'text/plain']
const CAPTION_TYPES = ['application/x-subrip', 'text/vtt']

/** What comes out of a job that is done. */
export function registerTranscripts(app: Hono, path: string, { jobs, behaviour }: RouteDeps): void {
  app.get(`${path}/transcript`, (c) => {
    const accept = c.req.header('accept') ?? ''
    return withJob(jobs, c.req.param('id') ?? '', (job) => {
      const refusal = refuse(job, accept, TRANSCRIPT_TYPES, 'obtain the transcript')
      if (refusal !== null) return refusal
      const transcript = behaviour.transcriptOf(job)
      const body = accept === 'text/plain' ? plainText(transcript) : JSON.stringify(transcript)
      return new Response(body, { headers: { 'content-type': accept } })
    })
  })
  app.get(`${path}/captions`, (c) => {
    const accept = c.req.header('accept') ?? ''
    const hasChannel = c.req.query('speaker_channel') !== undefined
    return withJob(jobs, c.req.param('id') ?? '', (job) => {
      const refusal = refuse(job, accept, CAPTION_TYPES, 'obtain the captions')
      if (refusal !== null) return refusal
      if (job.options.speaker_channels_count !== undefined && !hasChannel) {
        const type = `${ERRORS}/invalid-job-properties`
        return answerProblem({ type, title: 'Name a channel', status: 405 })
      }
      const body = captions(behaviour.transcriptOf(job), accept === 'text/vtt' ? 'vtt' : 'srt')
      return new Response(body, { headers: { 'content-type': accept } })
    })
  })
}

function refuse(
  job: FakeRevAiJob,
  accept: string,
  types: readonly string[],
  purpose: string,
): Response | null {
  if (!types.includes(accept)) {
    return answerProblem({
      ...{ type: `${ERRORS}/unsupported-output-format`, title: 'Unsupported output format', status: 406 },
      ...{ current_value: accept, allowed_values: types },
    })
  }
  return job.status === 'transcribed' ? null : invalidState(job, ['transcribed'], purpose)
}
