import type { OpenAPIHono } from '@hono/zod-openapi'
import packageJson from '../../package.json' with { type: 'json' }
import type { HttpEnv } from './deps.ts'

/** Of a route for admins: either kind of token will do. */
export const ADMIN_SECURITY: Record<string, string[]>[] = [{ adminToken: [] }, { supabaseJwt: [] }]
export const WORKER_SECURITY: Record<string, string[]>[] = [{ workerToken: [] }]
export const WEBHOOK_SECURITY: Record<string, string[]>[] = [{ webhookSecret: [] }]

const DESCRIPTION = `Upload an audiobook; get chapters, word-timed transcripts, summaries, tags and a search that jumps to the second.

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\` and the id of the request. Lists are paged by
opaque cursors. POSTs that create something take an \`Idempotency-Key\`. Every answer carries \`X-Request-Id\`.`

const TAGS = [
  { name: 'Uploads', description: 'Sessions in which the files of one audiobook are sent.' },
  {
    name: 'Audiobooks',
    description: 'Books made from finished uploads, with their summaries, tags and jobs.',
  },
  {
    name: 'Transcripts',
    description: 'What was said: per chapter or for the whole book, in several formats.',
  },
  { name: 'Search', description: 'Finds passages by their words and by their meaning.' },
  { name: 'Jobs', description: 'Dead letters and their history; retrying and cancelling.' },
  { name: 'Queues', description: 'What waits and what is paused.' },
  { name: 'Workers', description: 'What workers that run apart tell the server.' },
  { name: 'Webhooks', description: 'What providers report.' },
  { name: 'System', description: 'Health, metrics and this description.' },
]

type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>

/** The OpenAPI 3.1 document, from the routes themselves. */
export function openApiDocument(app: OpenAPIHono<HttpEnv>): OpenApiDocument {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: packageJson.name,
      version: packageJson.version,
      description: DESCRIPTION,
      license: { name: packageJson.license },
    },
    servers: [{ url: '/', description: 'The server that answers this document.' }],
    tags: TAGS,
  })
  const bearer = (description: string) => ({ type: 'http' as const, scheme: 'bearer', description })
  document.components = {
    ...document.components,
    securitySchemes: {
      adminToken: bearer('A static admin token (`ADMIN_TOKENS`); sees every book.'),
      supabaseJwt: {
        ...bearer(
          'An access token of Supabase Auth with `app_metadata.role` = `admin`; sees what its user owns.',
        ),
        bearerFormat: 'JWT',
      },
      webhookSecret: bearer('The secret that a provider was given (`REV_AI_WEBHOOK_SECRET`).'),
      workerToken: bearer('The token of workers (`WORKER_TOKEN`); good for the job report alone.'),
    },
  }
  return document
}
