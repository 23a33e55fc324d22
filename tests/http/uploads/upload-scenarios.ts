import { afterAll, beforeAll, describe } from 'bun:test'
import { arrivingScenarios } from './scenarios/arriving.ts'
import { refusingScenarios } from './scenarios/refusing.ts'
import { repeatingScenarios } from './scenarios/repeating.ts'
import { storingScenarios } from './scenarios/storing.ts'
import { openUploadWorld, type RunningServer, type UploadWorld } from './scenarios/upload-world.ts'

/**
 * What uploads promise over a real connection; run for each runtime's server. `start` serves the routes with an
 * fs storage below `directory`, and takes files up to `SCENARIO_MAX_FILE_BYTES`.
 */
export function uploadScenarios(name: string, start: (directory: string) => Promise<RunningServer>): void {
  describe(`uploads over HTTP, ${name}`, () => {
    let world: UploadWorld
    beforeAll(async () => {
      world = await openUploadWorld(start)
    })
    afterAll(() => world?.close())

    const current = () => world
    storingScenarios(current)
    arrivingScenarios(current)
    refusingScenarios(current)
    repeatingScenarios(current)
  })
}
