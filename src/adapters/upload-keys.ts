import { possibleKeys } from '../domain/upload/storage-key.ts'
import { objectKeys } from '../domain/upload/transitions.ts'
import type { UploadSession } from '../domain/upload/upload.ts'

/** Every object that a session may have in storage: those of stored files, and what half-received ones may have left. */
export const uploadKeys = (session: UploadSession): readonly string[] => [
  ...objectKeys(session),
  ...session.files.filter((file) => file.status === 'receiving').flatMap(possibleKeys),
]
