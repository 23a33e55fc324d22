import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerChapterAudio } from './chapter-audio.ts'
import { registerCover } from './cover.ts'
import { registerCreateAudiobook } from './create.ts'
import { registerCreateAudiobooks } from './create-batch.ts'
import { registerDeleteAudiobook } from './delete.ts'
import { registerDeleteAudiobooks } from './delete-all.ts'
import { registerEstimateAudiobook } from './estimate.ts'
import { registerGetAudiobook } from './get.ts'
import { registerListAudiobookJobs } from './jobs.ts'
import { registerListAudiobooks } from './list.ts'
import { registerReprocessAudiobook } from './reprocess.ts'
import { registerReprocessAudiobooks } from './reprocess-all.ts'
import { registerUpdateAudiobook } from './update.ts'

export function registerAudiobookRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerCreateAudiobook(app, deps)
  registerCreateAudiobooks(app, deps)
  registerDeleteAudiobooks(app, deps)
  registerReprocessAudiobooks(app, deps)
  registerReprocessAudiobook(app, deps)
  registerEstimateAudiobook(app, deps)
  registerListAudiobooks(app, deps)
  registerGetAudiobook(app, deps)
  registerUpdateAudiobook(app, deps)
  registerDeleteAudiobook(app, deps)
  registerListAudiobookJobs(app, deps)
  registerCover(app, deps)
  registerChapterAudio(app, deps)
}
