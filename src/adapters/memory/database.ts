import type { Clock } from '../../ports/clock.ts'
import { createMemoryAudiobooks } from './audiobooks.ts'
import { createMemoryAuditLog } from './audit-log.ts'
import { createMemoryDiscards } from './discards.ts'
import { createMemoryEventLog } from './event-log.ts'
import { onlyProcess } from './exclusive.ts'
import { createMemoryJobs } from './jobs.ts'
import { createMemoryOutputs } from './outputs.ts'
import { createMemoryQueuePauses } from './queue-pauses.ts'
import { createMemorySearchIndex } from './search-index.ts'
import { createMemoryState } from './state.ts'
import { createMemoryUploads } from './uploads.ts'
import { createMemoryUsage } from './usage.ts'
import { createMemoryWebhookDeliveries } from './webhook-deliveries.ts'
import { createMemoryWebhookOutbox } from './webhook-outbox.ts'
import { createMemoryWebhooks } from './webhooks.ts'
import { createMemoryWorkRates } from './work-rates.ts'

/** Every repository over one state, as a database has them; it is gone with the process. */
export function createMemoryDatabase({ clock }: { readonly clock: Clock }) {
  const state = createMemoryState()
  return {
    uploads: createMemoryUploads(state, clock),
    audiobooks: createMemoryAudiobooks(state, clock),
    discards: createMemoryDiscards(state),
    jobs: createMemoryJobs(state, clock),
    outputs: createMemoryOutputs(state),
    queuePauses: createMemoryQueuePauses(state, clock),
    auditLog: createMemoryAuditLog(state, clock),
    searchIndex: createMemorySearchIndex(state),
    usage: createMemoryUsage(state, clock),
    eventLog: createMemoryEventLog(state, clock),
    workRates: createMemoryWorkRates(state, clock),
    webhooks: createMemoryWebhooks(state, clock),
    webhookDeliveries: createMemoryWebhookDeliveries(state, clock),
    webhookOutbox: createMemoryWebhookOutbox(state, clock),
    exclusive: onlyProcess,
  }
}
