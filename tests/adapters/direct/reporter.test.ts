import { reporterContract } from '../../../src/testing/contracts/reporter.contract.ts'
import { createTestApi } from '../../support/http-api.ts'
import { reporterWorld } from '../../support/reporter-world.ts'

reporterContract({
  name: 'direct',
  create: async () => {
    const api = createTestApi()
    return reporterWorld(api, { reporter: api.deps.reporter, close: async () => {} })
  },
})
