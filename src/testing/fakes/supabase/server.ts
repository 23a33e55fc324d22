import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createAccess, type FakeKeys } from './access.ts'
import { createAuth, type FakeAuth } from './auth.ts'
import { type ContentKeeping, createContents } from './contents.ts'
import { type FakeReply, type FakeRequest, json, toFakeRequest } from './exchange.ts'
import { createFaults, type FaultKind, type Faults } from './faults.ts'
import { createResumableUploads } from './resumable.ts'
import type { StorageState } from './state.ts'
import { answerStorage } from './storage.ts'

export interface FakeSupabaseOptions {
  readonly port?: number
  readonly keep?: ContentKeeping
  /** The largest file that the project takes; 50 MB on the free plan. Default: 500 GB. */
  readonly globalLimitBytes?: number
  readonly exactChunks?: boolean
  /** The time by which tokens and uploads end; default: the real one. */
  readonly nowMs?: () => number
}

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** One Supabase project: storage and the key set of its Auth. */
export interface FakeSupabase {
  readonly url: string
  readonly keys: FakeKeys
  readonly jwtSecret: string
  readonly auth: FakeAuth
  readonly faults: Faults
  /** All that came, in order; also what met a fault. */
  readonly requests: readonly SeenRequest[]
  bucket(id: string): BucketView | null
  openUploads(): number
  close(): Promise<void>
}

export interface BucketView {
  readonly isPublic: boolean
  readonly fileSizeLimitBytes: number | null
  readonly objects: readonly {
    readonly name: string
    readonly sizeBytes: number
    readonly sha256: string
    readonly mediaType: string
  }[]
}

const JWT_SECRET = 'fake-supabase-jwt-secret-of-more-than-32-bytes'
const DEFAULT_LIMIT_BYTES = 500e9
/** The last ones; a long run must not fill the memory. */
const MAX_SEEN = 10_000
const CUT_AFTER_MS = 30

export async function startFakeSupabase(options: FakeSupabaseOptions = {}): Promise<FakeSupabase> {
  const nowMs = options.nowMs ?? Date.now
  const contents = await createContents(options.keep ?? 'disk')
  const state: StorageState = {
    buckets: new Map(),
    contents,
    globalLimitBytes: options.globalLimitBytes ?? DEFAULT_LIMIT_BYTES,
    exactChunks: options.exactChunks ?? true,
    nowMs,
  }
  const access = await createAccess(JWT_SECRET, nowMs)
  const uploads = createResumableUploads(state, access)
  const faults = createFaults()
  const requests: SeenRequest[] = []

  const answer = async (request: FakeRequest): Promise<FakeReply> => {
    if (request.path.startsWith('/storage/v1/')) return answerStorage({ state, access, uploads }, request)
    if (request.path.startsWith('/auth/v1/')) return auth.answer(request.path)
    return json(404, { message: 'no Route matched with those values' })
  }
  const server = createServer((message, response) => {
    const request = toFakeRequest(message)
    requests.push({ method: request.method, path: request.path, headers: request.headers })
    if (requests.length > MAX_SEEN) requests.shift()
    serve(answer, request, faults.take(request), response, message).catch(() => response.destroy())
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const auth = createAuth(`${url}/auth/v1`, JWT_SECRET, nowMs)

  return {
    url,
    keys: access.keys,
    jwtSecret: JWT_SECRET,
    auth,
    faults,
    requests,
    bucket: (id) => viewBucket(state, id),
    openUploads: () => uploads.open(),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await contents.close()
    },
  }
}

async function serve(
  answer: (request: FakeRequest) => Promise<FakeReply>,
  request: FakeRequest,
  fault: FaultKind | null,
  response: ServerResponse,
  message: IncomingMessage,
): Promise<void> {
  if (fault !== null && 'hang' in fault) return
  if (fault !== null && 'delayMs' in fault) await new Promise((resolve) => setTimeout(resolve, fault.delayMs))
  const isCut = fault !== null && 'cutRequestAfterBytes' in fault
  const body = isCut ? cutBody(request.body, fault.cutRequestAfterBytes, message) : request.body
  const reply = fault !== null && 'answer' in fault ? fault.answer : await answer({ ...request, body })
  if (fault !== null && 'holdResponse' in fault) return
  if (fault !== null && 'dropResponse' in fault) return void message.socket.destroy()
  // What nobody read would hold up the connection.
  message.resume()
  response.writeHead(reply.status, reply.headers)
  if (typeof reply.body === 'string') {
    const isTruncated = fault !== null && 'truncateText' in fault
    const text = isTruncated ? reply.body.slice(0, reply.body.length >> 1) : reply.body
    return void response.end(text)
  }
  const cutAfterBytes =
    fault !== null && 'cutResponseAfterBytes' in fault
      ? fault.cutResponseAfterBytes
      : Number.POSITIVE_INFINITY
  if (reply.body === undefined) return void response.end()
  await pipeline(cutBody(reply.body, cutAfterBytes, message), response)
}

/** Whichever way the bytes go, the connection ends after some of them. */
async function* cutBody(
  body: AsyncIterable<Uint8Array>,
  afterBytes: number,
  { socket }: IncomingMessage,
): AsyncGenerator<Uint8Array> {
  let leftBytes = afterBytes
  for await (const chunk of body) {
    const part = chunk.subarray(0, leftBytes)
    leftBytes -= part.length
    if (part.length > 0) yield part
    if (leftBytes > 0) continue
    // What was let through has to get there first.
    await new Promise((resolve) => setTimeout(resolve, CUT_AFTER_MS))
    socket.destroy()
    throw new Error('cut off')
  }
}

function viewBucket(state: StorageState, id: string): BucketView | null {
  const bucket = state.buckets.get(id)
  if (bucket === undefined) return null
  const objects = [...bucket.objects.values()].map(({ name, content, mediaType }) => ({
    name,
    sizeBytes: content.sizeBytes,
    sha256: content.sha256,
    mediaType,
  }))
  return { isPublic: bucket.isPublic, fileSizeLimitBytes: bucket.fileSizeLimitBytes, objects }
}
