import { usageContract } from '../../contracts/usage.contract.ts'
import { testDatabases } from '../../support/databases.ts'
import { createPostgresLibrary } from '../../support/library-under-test.ts'

for (const kind of testDatabases()) {
  usageContract({ name: kind.name, create: () => createPostgresLibrary(kind) })
}
