import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '../../deps.ts'
import { registerAddUploadFile } from './add-file.ts'
import { registerCreateUpload } from './create.ts'
import { registerDeleteUpload } from './delete.ts'
import type { UploadRouteDeps } from './deps.ts'
import { registerGetUpload } from './get.ts'
import { registerListUploads } from './list.ts'
import { registerUploadProgress } from './progress.ts'

/** Sessions in which the files of one audiobook are sent. */
export function registerUploadRoutes(app: OpenAPIHono<HttpEnv>, deps: UploadRouteDeps): void {
  registerCreateUpload(app, deps)
  registerListUploads(app, deps)
  registerGetUpload(app, deps)
  registerDeleteUpload(app, deps)
  registerUploadProgress(app, deps)
  registerAddUploadFile(app, deps)
}
