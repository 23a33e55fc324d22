import { jobsContract } from '../../../src/testing/contracts/jobs.contract.ts'
import { testDatabases } from '../../support/databases.ts'
import { createPostgresLibrary } from '../../support/postgres-library.ts'

for (const kind of testDatabases()) {
  jobsContract({ name: kind.name, create: () => createPostgresLibrary(kind), modelRuns: 12 })
}
