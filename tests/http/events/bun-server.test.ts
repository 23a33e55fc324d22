import { afterAll, beforeAll, describe } from 'bun:test'
import { fileURLToPath } from 'node:url'
import { startChildServer } from '../../support/child-server.ts'

import { createEventWorld, type EventWorld } from './event-world.ts'
import { socketScenarios } from './socket-scenarios.ts'
import { streamScenarios } from './stream-scenarios.ts'

const SCRIPT = fileURLToPath(new URL('../../support/serve-events.ts', import.meta.url))

describe('events over the network, bun', () => {
  let world: EventWorld
  beforeAll(async () => {
    const server = await startChildServer(process.execPath, [SCRIPT])
    world = createEventWorld(server.url, server.stop)
  }, 60_000)
  afterAll(() => world?.close())

  streamScenarios(() => world)
  socketScenarios(() => world)
})
