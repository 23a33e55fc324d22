import { z } from '@hono/zod-openapi'

/** RFC 9457, with a stable `code` and the request's id. */
export const ProblemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:chapterwise:problem:audiobook_not_found' }),
    title: z.string().openapi({ example: 'Not found' }),
    status: z.int().openapi({ example: 404 }),
    detail: z.string().openapi({ example: 'There is no such audiobook.' }),
    code: z
      .string()
      .openapi({ description: 'Stable, for programs; snake case.', example: 'audiobook_not_found' }),
    request_id: z.string().openapi({ example: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11' }),
    errors: z
      .array(
        z.object({
          in: z.enum(['body', 'query', 'path', 'header']),
          pointer: z
            .string()
            .openapi({ description: 'JSON pointer (RFC 6901) into that part.', example: '/title' }),
          detail: z.string().openapi({ example: 'Too long.' }),
        }),
      )
      .optional()
      .openapi({ description: 'What is wrong with the input, piece by piece.' }),
  })
  .openapi('Problem')
