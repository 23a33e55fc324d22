import { eventsContract } from '../../../src/testing/contracts/events.contract.ts'
import { createMemoryLibrary } from '../../../src/testing/contracts/library-under-test.ts'

eventsContract({ name: 'memory', create: createMemoryLibrary })
