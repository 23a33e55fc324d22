import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { MAX_USAGE_ROWS, USAGE_GROUPS, type UsageGroup } from '../../../ports/usage.ts'
import {
  createReadUsage,
  MAX_USAGE_RANGE_DAYS,
  type UsageReport,
} from '../../../usecases/progress/read-usage.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { TimeSchema } from '../../schemas/identifiers.ts'
import { presentUsage, UsageSchema } from '../../schemas/usage.ts'

const isGroup = (name: string): name is UsageGroup => USAGE_GROUPS.some((group) => group === name)

const GroupBySchema = z
  .string()
  .default('provider')
  .transform((text, context): readonly UsageGroup[] => {
    const names = text.split(',').map((name) => name.trim())
    const groups = names.filter(isGroup)
    if (groups.length === names.length) return groups
    context.addIssue({
      code: 'custom',
      message: `Must be some of ${USAGE_GROUPS.join(', ')}, separated by commas.`,
    })
    return z.NEVER
  })
  .openapi({
    ...{ type: 'string', example: 'day,provider' },
    description: `Some of ${USAGE_GROUPS.join(', ')}, separated by commas.`,
  })

const QuerySchema = z.object({
  from: TimeSchema.optional().openapi({ description: 'At or after; 30 days before `until` unless given.' }),
  until: TimeSchema.optional().openapi({ description: 'Before; now unless given.' }),
  group_by: GroupBySchema,
})

const UsageRowSchema = UsageSchema.extend({
  provider: z.string().nullable().openapi({ example: 'gemini' }),
  model: z.string().nullable().openapi({ example: 'gemini-3.5-flash-lite' }),
  day: z.string().nullable().openapi({ description: 'UTC.', example: '2026-11-28' }),
  owner: z.string().nullable().openapi({
    description: 'Null also for books that were deleted before owners were noted.',
    example: 'admin',
  }),
}).openapi('UsageRow')

const UsageReportSchema = z
  .object({
    from: TimeSchema,
    until: TimeSchema,
    items: z.array(UsageRowSchema),
    totals: UsageSchema,
  })
  .openapi('UsageReport')

const route = createRoute({
  method: 'get',
  path: '/admin/usage',
  operationId: 'getUsage',
  tags: ['Usage'],
  summary: 'What providers billed in a range of time',
  description:
    `Of the caller's books, deleted ones too; a static admin token sees all. At most ${MAX_USAGE_RANGE_DAYS} days and ` +
    `${MAX_USAGE_ROWS} rows. Groups that were not asked for are null.`,
  security: ADMIN_SECURITY,
  request: { query: QuerySchema },
  responses: {
    200: { description: 'The sums.', content: { 'application/json': { schema: UsageReportSchema } } },
    ...problemResponses('invalid_range', 'too_many_groups'),
  },
})

export function registerGetUsage(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const readUsage = createReadUsage(deps)
  app.openapi(route, async (c) => {
    const { from, until, group_by: groupBy } = c.req.valid('query')
    const report = await readUsage({
      ...{ caller: c.get('caller'), groupBy },
      ...definedFields({
        from: from === undefined ? undefined : new Date(from),
        until: until === undefined ? undefined : new Date(until),
      }),
    })
    if (report.isErr()) return problem(c, report.error, 'query')
    return c.json(present(report.value), 200)
  })
}

const present = ({ from, until, rows, totals }: UsageReport): z.infer<typeof UsageReportSchema> => ({
  from: from.toISOString(),
  until: until.toISOString(),
  items: rows.map(({ provider, model, day, owner, ...sums }) => ({
    ...{ provider, model, day, owner },
    ...presentUsage(sums),
  })),
  totals: presentUsage(totals),
})
