import { createMemoryLibrary } from '../../../src/testing/contracts/library-under-test.ts'
import { searchIndexContract } from '../../../src/testing/contracts/search-index.contract.ts'

searchIndexContract({
  name: 'memory',
  create: createMemoryLibrary,
  capabilities: { stems: false, vectors: true },
})
