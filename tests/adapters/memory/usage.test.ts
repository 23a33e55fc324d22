import { createMemoryLibrary } from '../../../src/testing/contracts/library-under-test.ts'
import { usageContract } from '../../../src/testing/contracts/usage.contract.ts'

usageContract({ name: 'memory', create: createMemoryLibrary })
