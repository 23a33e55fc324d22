import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerCountDeadLetters } from './counts.ts'
import { registerGetDeadLetter } from './get.ts'
import { registerListDeadLetters } from './list.ts'

export function registerDeadLetterRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerListDeadLetters(app, deps)
  // Before the one by id, which would take its path for an id.
  registerCountDeadLetters(app, deps)
  registerGetDeadLetter(app, deps)
}
