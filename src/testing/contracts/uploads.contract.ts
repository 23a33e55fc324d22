import { describeRepositories, type RepositoryContract } from './repositories-under-test.ts'
import { changingSuite } from './uploads/changing.ts'
import { creatingSuite } from './uploads/creating.ts'
import { idlingSuite } from './uploads/idling.ts'
import { listingSuite } from './uploads/listing.ts'
import { receivingSuite } from './uploads/receiving.ts'
import { removingSuite } from './uploads/removing.ts'

/** What every `UploadRepository` does. */
export function uploadsContract(contract: RepositoryContract): void {
  describeRepositories('uploads', contract, (current) => {
    creatingSuite(current)
    listingSuite(current)
    changingSuite(current)
    receivingSuite(current)
    idlingSuite(current)
    removingSuite(current)
  })
}
