import { searchIndexContract } from '../../contracts/search-index.contract.ts'
import { createMemoryLibrary } from '../../support/library-under-test.ts'

searchIndexContract({
  name: 'memory',
  create: createMemoryLibrary,
  capabilities: { stems: false, vectors: true },
})
