import { searchIndexContract } from '../../../src/testing/contracts/search-index.contract.ts'
import { testDatabases } from '../../support/databases.ts'
import { createPostgresLibrary } from '../../support/postgres-library.ts'

for (const kind of testDatabases()) {
  searchIndexContract({
    name: kind.name,
    create: () => createPostgresLibrary(kind),
    capabilities: { stems: true, vectors: kind.hasVectors },
  })
}
