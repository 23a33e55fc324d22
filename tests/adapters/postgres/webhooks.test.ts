import { createPostgresWebhookDeliveries } from '../../../src/adapters/postgres/webhook-deliveries.ts'
import { createPostgresWebhookOutbox } from '../../../src/adapters/postgres/webhook-outbox.ts'
import { createPostgresWebhooks } from '../../../src/adapters/postgres/webhooks.ts'
import { webhooksContract } from '../../../src/testing/contracts/webhooks.contract.ts'
import { testDatabases } from '../../support/databases.ts'

for (const kind of testDatabases()) {
  webhooksContract({
    name: kind.name,
    create: async () => {
      const { database, close } = await kind.create()
      const { sql } = database
      return {
        webhooks: createPostgresWebhooks(database),
        webhookDeliveries: createPostgresWebhookDeliveries(database),
        webhookOutbox: createPostgresWebhookOutbox(database),
        async elapse(durationMs) {
          const step = sql`${durationMs}::double precision * interval '1 millisecond'`
          await sql`
            UPDATE webhooks SET failing_since = failing_since - ${step},
              previous_secret_until = previous_secret_until - ${step}`
          await sql`
            UPDATE webhook_deliveries SET due_at = due_at - ${step}, lease_until = lease_until - ${step},
              created_at = created_at - ${step}`
        },
        close,
      }
    },
  })
}
