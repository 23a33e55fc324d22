import { outputsContract } from '../../contracts/outputs.contract.ts'
import { testDatabases } from '../../support/databases.ts'
import { createPostgresLibrary } from '../../support/library-under-test.ts'

for (const kind of testDatabases()) {
  outputsContract({ name: kind.name, create: () => createPostgresLibrary(kind) })
}
