import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { createMemoryState } from '../../../src/adapters/memory/state.ts'
import { createMemoryWebhookDeliveries } from '../../../src/adapters/memory/webhook-deliveries.ts'
import { createMemoryWebhookOutbox } from '../../../src/adapters/memory/webhook-outbox.ts'
import { createMemoryWebhooks } from '../../../src/adapters/memory/webhooks.ts'
import { webhooksContract } from '../../../src/testing/contracts/webhooks.contract.ts'

webhooksContract({
  name: 'memory',
  create: async () => {
    const state = createMemoryState()
    const clock = createManualClock()
    return {
      webhooks: createMemoryWebhooks(state, clock),
      webhookDeliveries: createMemoryWebhookDeliveries(state, clock),
      webhookOutbox: createMemoryWebhookOutbox(state, clock),
      elapse: async (durationMs) => clock.advance(durationMs),
      close: async () => {},
    }
  },
})
