import { expect } from 'bun:test'
import type { GarbageRequest } from './garbage.ts'
import type { ProblemBody } from './http-api.ts'

const STACK = /\bat .+:\d+:\d+|node_modules|\.ts\b|Error:/

/** Answers of the transport itself, which every path has. */
const NOT_OF_A_ROUTE = new Set(['route_not_found', 'method_not_allowed'])

/** Whatever was sent: no 5xx, errors as problems without internals, and nothing that the description does not have. */
export async function checkAnswer(request: GarbageRequest, response: Response): Promise<void> {
  const text = request.method === 'HEAD' ? '' : await readText(response)
  if (response.status >= 500) throw new Error(`${response.status}: ${text}`)
  expect(response.headers.get('x-request-id')).toMatch(/^[\w\-=]{1,128}$/)
  const code = response.status < 400 || request.method === 'HEAD' ? null : checkProblem(text, response).code
  const isOfRoute = request.method === request.operation.method && !NOT_OF_A_ROUTE.has(code ?? '')
  // With an empty segment a path may be that of another route, e.g. a list.
  if (isOfRoute && request.usesKnownIds) {
    expect([...request.operation.statuses]).toContain(String(response.status))
  }
}

/** A stream of events goes on until its reader leaves. */
async function readText(response: Response): Promise<string> {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) return response.text()
  await response.body?.cancel()
  return ''
}

function checkProblem(text: string, response: Response): ProblemBody {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(text).not.toMatch(STACK)
  const problem = JSON.parse(text) as ProblemBody
  expect(problem.status).toBe(response.status)
  expect(problem.code).toMatch(/^[a-z0-9_]+$/)
  expect(problem.request_id).toBe(response.headers.get('x-request-id') ?? '')
  expect([problem.type, problem.title, problem.detail].every((field) => field.length > 0)).toBe(true)
  return problem
}
