import { expect, test } from 'bun:test'
import { z } from '@hono/zod-openapi'
import { findBreaches } from '../../scripts/openapi/conventions.ts'
import { openApiDocument } from '../../src/http/openapi.ts'
import { createTestApi } from '../support/http-api.ts'

test('what the API calls elsewhere is described under `webhooks`', () => {
  const { app } = createTestApi()
  const body = z.object({ id: z.string().openapi({ example: '1' }) }).openapi('BookDone')
  app.openAPIRegistry.registerWebhook({
    method: 'post',
    path: 'book.done',
    operationId: 'sendBookDone',
    summary: 'A book is done',
    request: { body: { content: { 'application/json': { schema: body } } } },
    responses: { 204: { description: 'Taken.' } },
  })
  const document = openApiDocument(app)
  expect(document.webhooks).toMatchObject({
    'book.done': { post: { operationId: 'sendBookDone', security: [] } },
  })
  expect(document.components?.schemas).toHaveProperty('BookDone')
  expect(findBreaches({ ...document })).toEqual([])
})
