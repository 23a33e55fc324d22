import type { TargetRefusal } from '../../ports/webhook-sender.ts'
import type { UseCaseError } from '../use-case-error.ts'

export const refusedTarget = ({ message }: TargetRefusal): UseCaseError => ({
  kind: 'invalid',
  code: 'invalid_webhook_url',
  message: 'The URL is not one that may be sent to.',
  issues: [{ pointer: '/url', message }],
})
