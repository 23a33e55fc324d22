import { storageContract } from '../../../src/testing/contracts/storage.contract.ts'
import { startProject } from './project-under-test.ts'

storageContract({
  name: 'supabase',
  create: async () => {
    const { fake, storage } = await startProject()
    return { storage, close: () => fake.close() }
  },
  capabilities: { localPath: false },
})
