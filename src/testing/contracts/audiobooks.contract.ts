import { creatingSuite } from './audiobooks/creating.ts'
import { listingSuite } from './audiobooks/listing.ts'
import { removingSuite } from './audiobooks/removing.ts'
import { updatingSuite } from './audiobooks/updating.ts'
import { describeRepositories, type RepositoryContract } from './repositories-under-test.ts'

/** What every `AudiobookRepository` does. */
export function audiobooksContract(contract: RepositoryContract): void {
  describeRepositories('audiobooks', contract, (current) => {
    creatingSuite(current)
    listingSuite(current)
    updatingSuite(current)
    removingSuite(current)
  })
}
