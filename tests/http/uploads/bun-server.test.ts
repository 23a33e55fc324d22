import { createFsStorage } from '../../../src/adapters/fs/storage.ts'
import { startHttpServer } from '../../../src/http/serve.ts'
import { createUploadApp } from '../../support/upload-app.ts'
import { SCENARIO_MAX_FILE_BYTES } from './scenarios/upload-world.ts'
import { uploadScenarios } from './upload-scenarios.ts'

uploadScenarios('Bun.serve', async (directory) => {
  const { app } = createUploadApp({
    storage: createFsStorage({ directory }),
    maxFileSizeBytes: SCENARIO_MAX_FILE_BYTES,
  })
  const server = await startHttpServer({ app, host: '127.0.0.1', port: 0 })
  return { url: server.url, stop: () => server.close(0) }
})
