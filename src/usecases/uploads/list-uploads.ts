import type { ResultAsync } from 'neverthrow'
import type { Upload, UploadStatus } from '../../domain/upload/upload.ts'
import type { Page, PageRequest, TimeCursor } from '../../ports/repositories/page.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import { type Caller, ownerScope } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

export interface ListUploadsInput {
  readonly caller: Caller
  readonly status: UploadStatus | null
  readonly page: PageRequest<TimeCursor>
}

/** The caller's uploads, newest first. */
export const createListUploads =
  (deps: { readonly uploads: UploadRepository }) =>
  (input: ListUploadsInput): ResultAsync<Page<Upload>, UseCaseError> => {
    const filter = {
      ownerId: ownerScope(input.caller),
      ...(input.status === null ? {} : { status: input.status }),
    }
    return deps.uploads.list(filter, input.page).mapErr(unavailable)
  }
