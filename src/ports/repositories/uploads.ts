import type { Result } from 'neverthrow'
import type { Upload, UploadFile, UploadSession, UploadStatus } from '../../domain/upload/upload.ts'
import type { PortResult } from '../port-error.ts'
import type { CreateOutcome, IdempotencyKey, Page, PageRequest, TimeCursor } from './page.ts'

/** A decided change: the session as it is to be, and the stored objects that it no longer needs. */
export interface UploadChange {
  readonly session: UploadSession
  /** Recorded in the same transaction and removed from storage later, so that no crash orphans them. */
  readonly discard: readonly string[]
}

export interface UploadFilter {
  /** Null: of every owner. */
  readonly ownerId: string | null
  readonly status?: UploadStatus
}

export interface UploadRepository {
  create(upload: Upload, idempotency: IdempotencyKey | null): PortResult<CreateOutcome<Upload>>

  /** Null when there is none. Files are in order of creation. */
  find(uploadId: string): PortResult<UploadSession | null>

  /** One file, without its session. Null when there is none. */
  findFile(fileId: string): PortResult<UploadFile | null>

  list(filter: UploadFilter, page: PageRequest<TimeCursor>): PortResult<Page<Upload>>

  /**
   * Reads the session under a lock, lets `decide` (pure; may run again) say what it becomes, and writes that in the
   * same transaction: files are inserted, updated or deleted by id. Null when there is no such upload. A refused
   * change writes nothing.
   */
  change<E>(
    uploadId: string,
    decide: (session: UploadSession) => Result<UploadChange, E>,
  ): PortResult<Result<UploadSession, E> | null>

  /**
   * Cheap, without a lock: bytes received so far of a file that is `receiving`; otherwise changes nothing. A sign of life of
   * its receiver, which has the file for `RECEIVING_LEASE_MS` more.
   */
  recordReceived(fileId: string, sizeBytes: number): PortResult<void>

  /** Ids of unfinished uploads (pending, uploading) or uploads with `receiving` files, untouched for longer than that. */
  listIdle(idleMs: number, limit: number): PortResult<readonly string[]>

  /** Removes the session and its files' rows and records their objects for removal. False when there is none. */
  remove(uploadId: string): PortResult<'removed' | 'not_found' | 'in_use'>
}

/** Objects that no row needs any more. Entries stay until the storage has removed them. */
export interface DiscardRepository {
  /** Oldest first. */
  list(limit: number): PortResult<readonly string[]>
  forget(storageKeys: readonly string[]): PortResult<void>
}
