import { z } from '@hono/zod-openapi'
import { PROBLEM_CODES } from '../problem-catalog.ts'
import { component } from './component.ts'

const ProblemCodeSchema = component(
  'ProblemCode',
  z.enum(PROBLEM_CODES).openapi({
    description:
      'Stable, for programs. Codes may be added: take one that you do not know as its `status` says.',
    example: 'audiobook_not_found',
    'x-extensible': true,
  }),
)

const ProblemIssueSchema = component(
  'ProblemIssue',
  z.object({
    in: z.enum(['body', 'query', 'path', 'header']),
    pointer: z
      .string()
      .openapi({ description: 'JSON pointer (RFC 6901) into that part.', example: '/title' }),
    detail: z.string().openapi({ example: 'Too long.' }),
  }),
)

/** RFC 9457, with a stable `code` and the request's id. */
component(
  'Problem',
  z.object({
    type: z.string().openapi({ example: 'urn:chapterwise:problem:audiobook_not_found' }),
    title: z.string().openapi({ example: 'Not found' }),
    status: z.int().openapi({ example: 404 }),
    detail: z.string().openapi({ example: 'There is no such audiobook.' }),
    code: ProblemCodeSchema,
    request_id: z.string().openapi({ example: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11' }),
    errors: z
      .array(ProblemIssueSchema)
      .optional()
      .openapi({ description: 'What is wrong with the input, piece by piece.' }),
  }),
)
