import { createMemoryLibrary } from '../../../src/testing/contracts/library-under-test.ts'
import { workRatesContract } from '../../../src/testing/contracts/work-rates.contract.ts'

workRatesContract({ name: 'memory', create: createMemoryLibrary })
