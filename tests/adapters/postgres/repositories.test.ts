import { audiobooksContract } from '../../../src/testing/contracts/audiobooks.contract.ts'
import { auditLogContract } from '../../../src/testing/contracts/audit-log.contract.ts'
import { discardsContract } from '../../../src/testing/contracts/discards.contract.ts'
import { queuePausesContract } from '../../../src/testing/contracts/queue-pauses.contract.ts'
import { uploadsContract } from '../../../src/testing/contracts/uploads.contract.ts'
import { repositoryContracts } from '../../support/repositories.ts'

for (const contract of repositoryContracts().filter(({ name }) => name !== 'memory')) {
  uploadsContract(contract)
  discardsContract(contract)
  audiobooksContract(contract)
  queuePausesContract(contract)
  auditLogContract(contract)
}
