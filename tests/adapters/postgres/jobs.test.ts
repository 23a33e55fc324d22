import { jobsContract } from '../../contracts/jobs.contract.ts'
import { testDatabases } from '../../support/databases.ts'
import { createPostgresLibrary } from '../../support/library-under-test.ts'

for (const kind of testDatabases()) {
  jobsContract({ name: kind.name, create: () => createPostgresLibrary(kind), modelRuns: 12 })
}
