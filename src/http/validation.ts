import type { Hook } from '@hono/zod-openapi'
import type { HttpEnv } from './deps.ts'
import { describeProblem, type InputPlace, type ProblemIssue } from './errors.ts'

const PLACES: Readonly<Record<string, InputPlace>> = {
  json: 'body',
  form: 'body',
  query: 'query',
  param: 'path',
  header: 'header',
}

/** More would only repeat itself. */
const MAX_ISSUES = 20

const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/**
 * Input that does not fit its schema: 400 with a JSON pointer for each fault. A body that is needed and not there would be
 * taken for an empty object.
 */
export const validationHook: Hook<unknown, HttpEnv, string, Response | undefined> = (result, c) => {
  if (result.target === 'json' && c.req.header('content-type') === undefined) {
    return describeProblem(c, { kind: 'invalid', code: 'malformed_body', message: 'This needs a JSON body.' })
  }
  if (result.success) return undefined
  const place = PLACES[result.target] ?? 'body'
  const issues: ProblemIssue[] = result.error.issues
    .slice(0, MAX_ISSUES)
    .map((issue) => ({ in: place, pointer: toPointer(issue.path), detail: issue.message }))
  return describeProblem(c, {
    kind: 'invalid',
    code: 'validation_failed',
    message: `The ${place === 'body' ? 'request body' : place} is not valid.`,
    issues,
  })
}
