import { audiobooksContract } from '../../contracts/audiobooks.contract.ts'
import { discardsContract } from '../../contracts/discards.contract.ts'
import { queuePausesContract } from '../../contracts/queue-pauses.contract.ts'
import { uploadsContract } from '../../contracts/uploads.contract.ts'
import { repositoryContracts } from '../../support/repositories.ts'

for (const contract of repositoryContracts().filter(({ name }) => name !== 'memory')) {
  uploadsContract(contract)
  discardsContract(contract)
  audiobooksContract(contract)
  queuePausesContract(contract)
}
