import { createAudioInspector } from '../../src/adapters/local/audio-inspector/audio-inspector.ts'
import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import { createMemoryUploads } from '../../src/adapters/memory/uploads.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { createHttpApp } from '../../src/http/app.ts'
import type { HttpDeps } from '../../src/http/deps.ts'
import { startHttpServer } from '../../src/http/serve.ts'
import { createTokenVerifier } from '../../src/http/tokens/token-verifier.ts'
import type { Storage } from '../../src/ports/storage.ts'

/** Of any type, as nobody may use it. */
const unused = new Proxy(
  {},
  {
    get: (_target, name) => {
      throw new Error(`uploads have no use for ${String(name)}`)
    },
  },
) as never

/**
 * Our API as it is served, with all its middleware, and prints its URL. Files go to the storage, rows to memory; what
 * uploads don't touch is left out.
 */
export async function serveApi(options: {
  readonly storage: Storage
  readonly token: string
  readonly maxFileSizeBytes: number
}): Promise<void> {
  const deps: HttpDeps = {
    logger: silentLogger,
    clock: systemClock,
    ids: uuidV7Ids,
    tokens: createTokenVerifier({ adminTokens: [options.token], workerToken: null, supabase: null }),
    uploads: createMemoryUploads(createMemoryState(), systemClock),
    storage: options.storage,
    inspector: createAudioInspector(),
    audiobooks: unused,
    jobs: unused,
    queuePauses: unused,
    webhooks: unused,
    webhookDeliveries: unused,
    webhookSender: unused,
    auditLog: createMemoryAuditLog(createMemoryState(), systemClock),
    outputs: unused,
    searchIndex: unused,
    usage: unused,
    eventLog: unused,
    eventFeed: unused,
    maxEventStreams: 0,
    maxEventStreamsPerOwner: 0,
    workRates: unused,
    enginePlan: unused,
    queue: unused,
    embedder: unused,
    reporter: unused,
    readiness: async () => [],
    maxFileSizeBytes: options.maxFileSizeBytes,
    revAiWebhookSecret: null,
    corsOrigins: [],
  }
  const server = await startHttpServer({ app: createHttpApp(deps), host: '127.0.0.1', port: 0 })
  process.stdout.write(`${server.url}\n`)
}
