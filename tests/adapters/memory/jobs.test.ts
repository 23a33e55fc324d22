import { jobsContract } from '../../../src/testing/contracts/jobs.contract.ts'
import { createMemoryLibrary } from '../../../src/testing/contracts/library-under-test.ts'

jobsContract({ name: 'memory', create: createMemoryLibrary, modelRuns: 200 })
