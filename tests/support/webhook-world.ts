import { createPostgresWebhookDeliveries } from '../../src/adapters/postgres/webhook-deliveries.ts'
import { createPostgresWebhookOutbox } from '../../src/adapters/postgres/webhook-outbox.ts'
import { createPostgresWebhooks } from '../../src/adapters/postgres/webhooks.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import type { TestDatabaseKind } from './databases.ts'
import { libraryOf } from './postgres-library.ts'
import { waitUntil } from './wait-until.ts'

export type WebhookWorld = Awaited<ReturnType<typeof openWebhookWorld>>

/** Books that events happen to, and who is told of them, in a database of their own. */
export async function openWebhookWorld(kind: TestDatabaseKind) {
  const { database, close } = await kind.create()
  const { sql } = database
  const library = libraryOf(database, close)
  const webhookOutbox = createPostgresWebhookOutbox(database)
  return {
    ...library,
    webhooks: createPostgresWebhooks(database),
    webhookDeliveries: createPostgresWebhookDeliveries(database),
    webhookOutbox,
    /** Until every event has its deliveries and nothing is being sent. */
    async settled() {
      const end = await expectOk(library.events.end())
      await waitUntil(
        async () => (await expectOk(webhookOutbox.listening())).cursor.position,
        (position) => position >= end.position,
      )
      await waitUntil(
        async () => (await sql`SELECT FROM webhook_deliveries WHERE lease_until IS NOT NULL`).length,
        (count) => count === 0,
      )
    },
    async elapse(durationMs: number) {
      const step = sql`${durationMs}::double precision * interval '1 millisecond'`
      await sql`UPDATE webhook_deliveries SET due_at = due_at - ${step}, lease_until = lease_until - ${step}`
    },
  }
}
