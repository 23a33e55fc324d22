import { createMemoryLibrary } from '../../../src/testing/contracts/library-under-test.ts'
import { outputsContract } from '../../../src/testing/contracts/outputs.contract.ts'

outputsContract({ name: 'memory', create: createMemoryLibrary })
