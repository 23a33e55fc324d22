import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from './deps.ts'
import { API_DESCRIPTION } from './openapi/describe-api.ts'
import { finishDocument } from './openapi/finish-document.ts'
// Names the components of problems, which no route refers to by itself.
import './schemas/problem.ts'
import { namedComponents } from './schemas/component.ts'

/** Of a route for admins: either kind of token will do. */
export const ADMIN_SECURITY: Record<string, string[]>[] = [{ adminToken: [] }, { supabaseJwt: [] }]
export const WORKER_SECURITY: Record<string, string[]>[] = [{ workerToken: [] }]
export const WEBHOOK_SECURITY: Record<string, string[]>[] = [{ webhookSecret: [] }]

type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>

/** The OpenAPI 3.1 document, from the routes themselves. `mountPath` is where a host has mounted the API. */
export function openApiDocument(app: OpenAPIHono<HttpEnv>, mountPath = ''): OpenApiDocument {
  for (const [name, schema] of namedComponents()) app.openAPIRegistry.register(name, schema)
  const url = mountPath === '' ? '/' : mountPath
  const servers = [{ url, description: 'The server that answers this document.' }]
  return finishDocument(app.getOpenAPI31Document({ ...API_DESCRIPTION, servers }))
}
