import { afterAll, beforeAll, describe } from '../runner.ts'
import { endpointsSuite } from './webhooks/endpoints.ts'
import { outboxSuite } from './webhooks/outbox.ts'
import type { WebhooksUnderTest } from './webhooks/support.ts'

export type { WebhooksUnderTest } from './webhooks/support.ts'

/** What `WebhookRepository`, `WebhookDeliveryRepository` and `WebhookOutbox` promise together. */
export function webhooksContract(options: {
  readonly name: string
  readonly create: () => Promise<WebhooksUnderTest>
}): void {
  describe(`webhooks: ${options.name}`, () => {
    let subject: WebhooksUnderTest
    beforeAll(async () => {
      subject = await options.create()
    }, 60_000)
    afterAll(() => subject?.close(), 60_000)

    endpointsSuite(() => subject)
    outboxSuite(() => subject)
  })
}
