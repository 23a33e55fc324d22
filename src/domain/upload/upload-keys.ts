import { possibleKeys } from './storage-key.ts'
import { objectKeys } from './transitions.ts'
import type { UploadSession } from './upload.ts'

/** Every object that a session may have in storage: those of stored files, and what half-received ones may have left. */
export const uploadKeys = (session: UploadSession): readonly string[] => [
  ...objectKeys(session),
  ...session.files.filter((file) => file.status === 'receiving').flatMap(possibleKeys),
]
