/** `chapterwise/adapters/webhooks`: signed requests to where people wish. */
export { createWebhookSender, type WebhookSenderOptions } from './sender.ts'
