import { jobsContract } from '../../contracts/jobs.contract.ts'
import { createMemoryLibrary } from '../../support/library-under-test.ts'

jobsContract({ name: 'memory', create: createMemoryLibrary, modelRuns: 200 })
