import { ok, okAsync, type Result } from 'neverthrow'
import { RECEIVING_LEASE_MS } from '../../domain/upload/limits.ts'
import type { Upload, UploadFile, UploadSession } from '../../domain/upload/upload.ts'
import { uploadKeys } from '../../domain/upload/upload-keys.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type {
  CreateOutcome,
  IdempotencyKey,
  Page,
  PageRequest,
  TimeCursor,
} from '../../ports/repositories/page.ts'
import type { UploadChange, UploadFilter, UploadRepository } from '../../ports/repositories/uploads.ts'
import { compareText, oldestFirst } from './compare.ts'
import { findEarlier, rememberKey } from './idempotency.ts'
import { newestFirst, pageAfter } from './pages.ts'
import { logUpload } from './put.ts'
import type { MemoryState } from './state.ts'

export function createMemoryUploads(state: MemoryState, clock: Clock): UploadRepository {
  return {
    create: (upload, idempotency) => okAsync(create(state, clock.now(), upload, idempotency)),
    find: (uploadId) => okAsync(sessionAsOf(state, uploadId, clock.now())),
    findFile: (fileId) => {
      const file = state.files.get(fileId)
      return okAsync(file === undefined ? null : asOf(state, file, clock.now()))
    },
    list: (filter, page) => okAsync(list(state, filter, page)),
    change: (uploadId, decide) => change(state, clock.now(), uploadId, decide),
    recordReceived: (fileId, sizeBytes) => okAsync(recordReceived(state, clock.now(), fileId, sizeBytes)),
    listIdle: (idleMs, limit) => okAsync(listIdle(state, clock.now().getTime() - idleMs, limit)),
    remove: (uploadId) => okAsync(remove(state, clock.now(), uploadId)),
  }
}

function create(
  state: MemoryState,
  now: Date,
  upload: Upload,
  idempotency: IdempotencyKey | null,
): CreateOutcome<Upload> {
  const earlier = findEarlier(state, 'upload', upload.ownerId, idempotency)
  if (earlier !== null) return earlier
  state.uploads.set(upload.id, upload)
  logUpload(state, null, { upload, files: [] }, now)
  rememberKey(state, 'upload', upload, idempotency)
  return { outcome: 'created' }
}

export function findSession(state: MemoryState, uploadId: string): UploadSession | null {
  const upload = state.uploads.get(uploadId)
  return upload ? { upload, files: filesOf(state, uploadId) } : null
}

function sessionAsOf(state: MemoryState, uploadId: string, now: Date): UploadSession | null {
  const session = findSession(state, uploadId)
  return session && { ...session, files: session.files.map((file) => asOf(state, file, now)) }
}

/** A file, and whether its receiver is alive now. */
const asOf = (state: MemoryState, file: UploadFile, now: Date): UploadFile => ({
  ...file,
  isAbandoned: file.status === 'receiving' && (state.receivingUntilMs.get(file.id) ?? 0) <= now.getTime(),
})

const filesOf = (state: MemoryState, uploadId: string): readonly UploadFile[] =>
  [...state.files.values()].filter((file) => file.uploadId === uploadId).sort(oldestFirst)

function list(
  state: MemoryState,
  { ownerId, status }: UploadFilter,
  request: PageRequest<TimeCursor>,
): Page<Upload> {
  const matching = [...state.uploads.values()].filter(
    (upload) =>
      (ownerId === null || upload.ownerId === ownerId) && (status === undefined || upload.status === status),
  )
  return pageAfter(matching, newestFirst, request)
}

/** Nothing can come between reading and writing: `decide` is synchronous. */
function change<E>(
  state: MemoryState,
  now: Date,
  uploadId: string,
  decide: (session: UploadSession) => Result<UploadChange, E>,
): PortResult<Result<UploadSession, E> | null> {
  const before = sessionAsOf(state, uploadId, now)
  if (before === null) return okAsync(null)
  const decided = decide(before)
  if (decided.isErr()) return okAsync(decided.map(({ session }) => session))
  const { session, discard } = decided.value
  state.uploads.set(uploadId, session.upload)
  const earlier = new Set(before.files.map(({ id }) => id))
  for (const id of earlier) state.files.delete(id)
  for (const file of session.files) {
    state.files.set(file.id, file)
    if (!earlier.has(file.id)) giveLease(state, file.id, now)
  }
  const receiving = new Set(session.files.filter(({ status }) => status === 'receiving').map(({ id }) => id))
  for (const id of earlier) if (!receiving.has(id)) state.receivingUntilMs.delete(id)
  for (const key of discard) state.discards.add(key)
  logUpload(state, before, session, now)
  return okAsync(ok(session))
}

function recordReceived(state: MemoryState, now: Date, fileId: string, sizeBytes: number): undefined {
  const file = state.files.get(fileId)
  if (file?.status !== 'receiving') return
  const before = findSession(state, file.uploadId)
  state.files.set(fileId, { ...file, sizeBytes: Math.max(file.sizeBytes, sizeBytes), updatedAt: now })
  giveLease(state, fileId, now)
  logUpload(state, before, findSession(state, file.uploadId), now)
}

const giveLease = (state: MemoryState, fileId: string, now: Date): void =>
  void state.receivingUntilMs.set(fileId, now.getTime() + RECEIVING_LEASE_MS)

function listIdle(state: MemoryState, cutoffMs: number, limit: number): readonly string[] {
  const isIdle = ({ updatedAt }: { readonly updatedAt: Date }) => updatedAt.getTime() < cutoffMs
  const idle = [...state.uploads.values()].flatMap((upload) => {
    const files = filesOf(state, upload.id)
    const open = upload.status === 'pending' || upload.status === 'uploading'
    const touched = [
      ...(open && isIdle(upload) && files.every(isIdle) ? [upload] : []),
      ...files.filter((file) => file.status === 'receiving' && isIdle(file)),
    ].map(({ updatedAt }) => updatedAt.getTime())
    return touched.length === 0 ? [] : [{ id: upload.id, sinceMs: Math.min(...touched) }]
  })
  idle.sort((a, b) => a.sinceMs - b.sinceMs || compareText(a.id, b.id))
  return idle.slice(0, limit).map(({ id }) => id)
}

function remove(state: MemoryState, now: Date, uploadId: string): 'removed' | 'not_found' | 'in_use' {
  const session = findSession(state, uploadId)
  if (session === null) return 'not_found'
  if ([...state.audiobooks.values()].some((book) => book.uploadId === uploadId)) return 'in_use'
  dropUpload(state, session, now)
  return 'removed'
}

/** The session and its files' rows; their objects are recorded for removal. */
export function dropUpload(state: MemoryState, session: UploadSession, now: Date): void {
  for (const key of uploadKeys(session)) state.discards.add(key)
  for (const file of session.files) state.files.delete(file.id)
  state.uploads.delete(session.upload.id)
  logUpload(state, session, null, now)
}
