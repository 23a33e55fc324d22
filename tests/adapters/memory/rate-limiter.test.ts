import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { createMemoryRateLimiter } from '../../../src/adapters/memory/rate-limiter.ts'
import { rateLimiterContract } from '../../../src/testing/contracts/rate-limiter.contract.ts'

rateLimiterContract({
  name: 'memory',
  create: async () => {
    const clock = createManualClock()
    return {
      limiters: [createMemoryRateLimiter({ clock })],
      elapse: async (durationMs) => clock.advance(durationMs),
      close: async () => {},
    }
  },
})
