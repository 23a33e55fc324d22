import type { OpenAPIHono, z } from '@hono/zod-openapi'
import { AUDIOBOOK_EVENT_TYPES, JOB_EVENT_TYPES, UPLOAD_EVENT_TYPES } from '../../../domain/event/event.ts'
import { TEST_EVENT_TYPE, type WebhookEventType } from '../../../domain/webhook/webhook.ts'
import type { HttpEnv } from '../../deps.ts'
import {
  AudiobookPayloadSchema,
  JobPayloadSchema,
  TestPayloadSchema,
  UploadPayloadSchema,
} from '../../schemas/webhook-payload.ts'

const DESCRIPTION =
  'Signed by Standard Webhooks: `webhook-id` (the same in every attempt), `webhook-timestamp` (seconds) and ' +
  '`webhook-signature` (`v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body`, one for each secret that holds). ' +
  'Sent until it is answered 2xx, at most ten times over three days; 410 ends it for good.'

const SUMMARIES: Readonly<Record<WebhookEventType, string>> = {
  'job.created': 'A job was made',
  'job.started': 'A worker took a job',
  'job.progress': 'A job came a percent further',
  'job.parked': 'A vendor works on a job',
  'job.retrying': 'An attempt of a job failed; it is tried again',
  'job.released': 'The worker of a job stops; it is given back',
  'job.completed': 'A job is done',
  'job.failed': 'A job failed for good: a dead letter',
  'job.cancelled': 'A job was cancelled',
  'job.redriven': 'A job was sent round again',
  'audiobook.created': 'An audiobook was made',
  'audiobook.updated': 'An audiobook was edited',
  'audiobook.processing': 'An audiobook is processed again',
  'audiobook.completed': 'An audiobook is ready',
  'audiobook.failed': 'Parts of an audiobook failed',
  'audiobook.deleted': 'An audiobook was deleted',
  'upload.created': 'An upload was opened',
  'upload.progress': 'An upload came a percent further',
  'upload.file_received': 'A file of an upload was received',
  'upload.completed': 'An upload is complete',
  'upload.failed': 'An upload failed',
  'upload.cancelled': 'An upload was cancelled',
  'upload.expired': 'An upload expired',
  'upload.deleted': 'An upload was removed',
  [TEST_EVENT_TYPE]: 'Someone asked for a test',
}

/** What is sent, in the section `webhooks` of the description. */
export function describePayloads(app: OpenAPIHono<HttpEnv>): void {
  const describe = (types: readonly WebhookEventType[], schema: z.ZodType) => {
    for (const type of types) {
      app.openAPIRegistry.registerWebhook({
        method: 'post',
        path: type,
        operationId: `send${pascalCase(type)}`,
        tags: ['Webhooks'],
        summary: SUMMARIES[type],
        description: DESCRIPTION,
        request: { body: { required: true, content: { 'application/json': { schema } } } },
        responses: { '2XX': { description: 'Taken.' }, 410: { description: 'Send no more.' } },
      })
    }
  }
  describe(JOB_EVENT_TYPES, JobPayloadSchema)
  describe(AUDIOBOOK_EVENT_TYPES, AudiobookPayloadSchema)
  describe(UPLOAD_EVENT_TYPES, UploadPayloadSchema)
  describe([TEST_EVENT_TYPE], TestPayloadSchema)
}

const pascalCase = (type: string): string =>
  type.replaceAll(/(?:^|[._])(\w)/g, (_all, letter: string) => letter.toUpperCase())
