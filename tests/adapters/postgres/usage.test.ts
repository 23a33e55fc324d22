import { usageContract } from '../../../src/testing/contracts/usage.contract.ts'
import { testDatabases } from '../../support/databases.ts'
import { createPostgresLibrary } from '../../support/postgres-library.ts'

for (const kind of testDatabases()) {
  usageContract({ name: kind.name, create: () => createPostgresLibrary(kind) })
}
