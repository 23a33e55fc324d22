import type { PortResult } from './port-error.ts'
import type { ByteStream } from './storage.ts'

/** One backup, being made. */
export interface BackupArchive {
  /** A tar archive; whoever has its last byte has all of it. */
  readonly body: ByteStream
  /** Lets go of what was kept for it. Idempotent; to be called however the reading ended. */
  close(): Promise<void>
}

/** Backups of everything that this process keeps itself. */
export interface Backups {
  /**
   * All as it is at one moment, while others go on writing. One at a time: transient with code `backup_in_progress` while
   * another is being read, `backup_failed` when the disk fails.
   */
  open(): PortResult<BackupArchive>
}
