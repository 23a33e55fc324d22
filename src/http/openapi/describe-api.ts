import packageJson from '../../../package.json' with { type: 'json' }

const DESCRIPTION = `Upload an audiobook; get chapters, word-timed transcripts, summaries, tags and a search that jumps to the second.

**Errors** are \`application/problem+json\` (RFC 9457) with a stable \`code\` and the id of the request. Every operation tells
its codes; beyond them a path that is not there is answered 404 \`route_not_found\`, and a method that a path does not have
405 \`method_not_allowed\`.

**Lists** are paged: give \`next_cursor\` of one page as \`cursor\` for the next.

**Repeating** a POST that creates something is safe with an \`Idempotency-Key\`.

**Every answer** carries \`X-Request-Id\`: the one that the request had, or a new one.

**Every answer** to a call with a token says in \`RateLimit\` and \`RateLimit-Policy\` how many requests the token has left
(draft-ietf-httpapi-ratelimit-headers), where the server limits them: 429 with \`Retry-After\` once there are none.

**Later versions** of this API may add operations, fields of answers, optional fields of requests and codes of problems.`

/** Every operation has one of these. */
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
  { name: 'Events', description: 'What happens, as it happens.' },
  { name: 'Audit', description: 'What admins changed.' },
  { name: 'Usage', description: 'What providers billed.' },
  { name: 'Workers', description: 'What workers that run apart tell the server.' },
  { name: 'Webhooks', description: 'What others are told of, and what providers report.' },
  { name: 'System', description: 'Health, readiness, metrics and backups.' },
]

export const API_DESCRIPTION = {
  openapi: '3.1.0',
  info: {
    title: packageJson.name,
    version: packageJson.version,
    summary: 'Audiobooks to chapters, transcripts, summaries, tags and search.',
    description: DESCRIPTION,
    license: { name: 'MIT License', identifier: packageJson.license },
  },
  tags: TAGS,
}

const bearer = (description: string) => ({ type: 'http' as const, scheme: 'bearer', description })

export const SECURITY_SCHEMES = {
  adminToken: bearer('A static admin token (`ADMIN_TOKENS`); sees every book.'),
  supabaseJwt: {
    ...bearer(
      'An access token of Supabase Auth with `app_metadata.role` = `admin`; sees what its user owns.',
    ),
    bearerFormat: 'JWT',
  },
  webhookSecret: bearer('The secret that a provider was given (`REV_AI_WEBHOOK_SECRET`).'),
  workerToken: bearer('The token of workers (`WORKER_TOKEN`); good for the reports of jobs alone.'),
}
