import { usageContract } from '../../contracts/usage.contract.ts'
import { createMemoryLibrary } from '../../support/library-under-test.ts'

usageContract({ name: 'memory', create: createMemoryLibrary })
