import { createMemoryStorage } from '../../../src/adapters/memory/storage.ts'
import { storageContract } from '../../contracts/storage.contract.ts'

storageContract({
  name: 'memory',
  create: async () => ({ storage: createMemoryStorage(), close: async () => {} }),
  capabilities: { localPath: false },
})
