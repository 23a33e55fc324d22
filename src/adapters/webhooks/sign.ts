import { createHmac, randomBytes } from 'node:crypto'

/** Of Standard Webhooks: 24 to 64 bytes, in base64 behind a prefix that tells what it is. */
const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32

export const makeSecret = (): string => SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64')

/** `webhook-signature`: one for each secret, separated by spaces; a receiver is content with any that fits. */
export const signatures = (
  secrets: readonly string[],
  { id, timestamp, body }: { readonly id: string; readonly timestamp: string; readonly body: string },
): string =>
  secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
    })
    .join(' ')
