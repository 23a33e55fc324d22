import { errAsync, type ResultAsync } from 'neverthrow'
import type { BackupArchive, Backups } from '../../ports/backup.ts'
import type { PortError } from '../../ports/port-error.ts'
import type { Caller } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

const BUSY_RETRY_AFTER_MS = 30_000

const notForOwners: UseCaseError = {
  kind: 'forbidden',
  code: 'backup_not_for_owners',
  message: 'A backup holds the data of all owners: only a static admin token may make one.',
}
const keptElsewhere: UseCaseError = {
  kind: 'conflict',
  code: 'backup_kept_elsewhere',
  message: 'This server keeps its data in a PostgreSQL server: back that up, and the audio storage.',
}

/** A backup of everything, as it is now, while the system goes on. The caller closes what it gets. */
export function createMakeBackup({ backups }: { readonly backups?: Backups | null }) {
  return ({ caller }: { readonly caller: Caller }): ResultAsync<BackupArchive, UseCaseError> => {
    if (!caller.seesAll) return errAsync(notForOwners)
    if (backups === null || backups === undefined) return errAsync(keptElsewhere)
    return backups.open().mapErr(toUseCaseError)
  }
}

const toUseCaseError = (error: PortError): UseCaseError =>
  error.code === 'backup_in_progress'
    ? {
        kind: 'conflict',
        code: error.code,
        message: error.message,
        retryAfterMs: BUSY_RETRY_AFTER_MS,
      }
    : unavailable(error)
