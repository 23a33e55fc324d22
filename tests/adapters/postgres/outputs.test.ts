import { outputsContract } from '../../../src/testing/contracts/outputs.contract.ts'
import { testDatabases } from '../../support/databases.ts'
import { createPostgresLibrary } from '../../support/postgres-library.ts'

for (const kind of testDatabases()) {
  outputsContract({ name: kind.name, create: () => createPostgresLibrary(kind) })
}
