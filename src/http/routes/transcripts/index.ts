import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerBookTranscript } from './book.ts'
import { registerChapterTranscript } from './chapter.ts'
import { registerListChapters } from './chapters.ts'

export function registerTranscriptRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerBookTranscript(app, deps)
  registerListChapters(app, deps)
  registerChapterTranscript(app, deps)
}
