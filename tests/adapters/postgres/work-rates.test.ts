import { workRatesContract } from '../../../src/testing/contracts/work-rates.contract.ts'
import { testDatabases } from '../../support/databases.ts'
import { createPostgresLibrary } from '../../support/postgres-library.ts'

for (const kind of testDatabases()) {
  workRatesContract({ name: kind.name, create: () => createPostgresLibrary(kind) })
}
