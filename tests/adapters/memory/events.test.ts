import { eventsContract } from '../../contracts/events.contract.ts'
import { createMemoryLibrary } from '../../support/library-under-test.ts'

eventsContract({ name: 'memory', create: createMemoryLibrary })
