import { outputsContract } from '../../contracts/outputs.contract.ts'
import { createMemoryLibrary } from '../../support/library-under-test.ts'

outputsContract({ name: 'memory', create: createMemoryLibrary })
