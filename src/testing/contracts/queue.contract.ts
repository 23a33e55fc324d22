import { afterEach, beforeEach, describe } from '../runner.ts'
import { deadLettersSuite } from './queue/dead-letters.ts'
import { enqueueingSuite } from './queue/enqueueing.ts'
import { fairnessSuite } from './queue/fairness.ts'
import { leasingSuite } from './queue/leasing.ts'
import { orderingSuite } from './queue/ordering.ts'
import { pausingSuite } from './queue/pausing.ts'
import { randomOperationsSuite } from './queue/random-operations.ts'
import { randomTurnsSuite } from './queue/random-turns.ts'
import { simulationSuite } from './queue/simulation.ts'
import { type Bench, type QueueContract, setUp } from './queue/support.ts'
import { wakingSuite } from './queue/waking.ts'

/** What every `Queue` does. */
export function queueContract(contract: QueueContract): void {
  describe(`queue contract: ${contract.name}`, () => {
    let bench: Bench
    beforeEach(async () => {
      bench = await setUp(contract)
    })
    afterEach(() => bench.under.close())

    const current = () => bench
    orderingSuite(current)
    fairnessSuite(current)
    enqueueingSuite(current)
    leasingSuite(current)
    wakingSuite(current)
    pausingSuite(current)
    deadLettersSuite(current)
    randomOperationsSuite(contract)
    randomTurnsSuite(contract)
    simulationSuite(contract)
  })
}
