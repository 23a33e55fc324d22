import { OpenAPIHono } from '@hono/zod-openapi'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import { createMemoryStorage } from '../../src/adapters/memory/storage.ts'
import { createMemoryUploads } from '../../src/adapters/memory/uploads.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import type { HttpEnv } from '../../src/http/deps.ts'
import { registerUploadRoutes } from '../../src/http/routes/uploads/index.ts'
import { validationHook } from '../../src/http/validation.ts'
import type { AudioInspector } from '../../src/ports/audio-inspector.ts'
import type { UploadRepository } from '../../src/ports/repositories/uploads.ts'
import type { Storage } from '../../src/ports/storage.ts'
import { fakeAudioInspector } from '../fakes/audio-inspector.ts'
import { watchContract } from './contract/watch.ts'

export interface UploadAppOptions {
  readonly storage?: Storage
  readonly uploads?: UploadRepository
  readonly inspector?: AudioInspector
  readonly maxFileSizeBytes?: number
}

/** The routes of uploads on memory adapters. The caller is whoever the header `x-owner` names. */
export function createUploadApp(options: UploadAppOptions = {}) {
  const state = createMemoryState()
  const storage = options.storage ?? createMemoryStorage()
  const uploads = options.uploads ?? createMemoryUploads(state, systemClock)
  const app = new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
  app.use(async (c, next) => {
    c.set('requestId', 'test')
    c.header('X-Request-Id', 'test')
    c.set('caller', { ownerId: c.req.header('x-owner') ?? 'owner', seesAll: false })
    await next()
  })
  registerUploadRoutes(app, {
    uploads,
    storage,
    inspector: options.inspector ?? fakeAudioInspector,
    clock: systemClock,
    ids: uuidV7Ids,
    logger: silentLogger,
    maxFileSizeBytes: options.maxFileSizeBytes ?? 64 * 1024 * 1024,
  })
  return { app: watchContract(app, { isBareRoutes: true }), state, storage, uploads }
}
