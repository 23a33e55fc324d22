import { exampleProblem } from '../errors.ts'
import { PROBLEM_CODES, type ProblemCode } from '../problem-catalog.ts'
import { SECURITY_SCHEMES } from './describe-api.ts'
import type { OperationObject, ParameterObject, PathItems } from './document-types.ts'
import { finishOperation } from './finish-operation.ts'
import { HEADERS } from './headers.ts'
import { mapValues, plainSchema, plainSchemasIn } from './plain-schemas.ts'
import { shareParameters } from './share-parameters.ts'
import { codesOf, sharedResponses } from './shared-responses.ts'

type Components = Readonly<Record<string, Readonly<Record<string, unknown>>>>

interface Document {
  readonly paths?: unknown
  readonly webhooks?: unknown
  readonly components?: unknown
}

/**
 * What routes need not say: problems of the transport, headers of every answer, security schemes, and everything that is used
 * more than once described once.
 */
export function finishDocument<T extends Document>(generated: T): T {
  const { paths, webhooks, components } = plainSchemasIn(generated) as {
    readonly [part in keyof Document]?: Readonly<Record<string, object>>
  }
  const parameters = new Map<string, ParameterObject>()
  const finish = (method: string, operation: OperationObject) =>
    shareParameters(finishOperation(method, operation), parameters)
  const finishedPaths = mapOperations(paths as PathItems, finish)
  const responses = sharedResponses()
  const operations = Object.values(finishedPaths).flatMap((item) => Object.values(item))
  const used = usedCodes([...operations.map((operation) => operation.responses), responses])
  const { schemas = {}, ...others } = (components ?? {}) as Components
  const finishedComponents = {
    securitySchemes: SECURITY_SCHEMES,
    schemas: sorted(mapValues(schemas, plainSchema)),
    ...{ headers: HEADERS, parameters: sorted(Object.fromEntries(parameters)) },
    responses,
    examples: Object.fromEntries(used.map((code) => [code, { value: exampleProblem(code) }])),
  }
  return {
    ...generated,
    paths: finishedPaths,
    ...(webhooks === undefined ? {} : { webhooks: mapOperations(webhooks as PathItems, finishWebhook) }),
    components: { ...dropEmpty(others), ...finishedComponents },
  }
}

/** Codes that an operation tells; those of paths and methods that are not there belong to none. */
function usedCodes(described: readonly OperationObject['responses'][]): readonly ProblemCode[] {
  const told = new Set(described.flatMap((responses) => Object.values(responses).flatMap(codesOf)))
  return PROBLEM_CODES.filter((code) => told.has(code))
}

function mapOperations(
  paths: PathItems,
  map: (method: string, operation: OperationObject) => OperationObject,
): PathItems {
  const mapItem = (item: PathItems[string]) =>
    Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, map(method, operation)]))
  return Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, mapItem(item)]))
}

/** What we call elsewhere needs no token of ours, and what it is answered is not ours to describe. */
const finishWebhook = (_method: string, operation: OperationObject): OperationObject => ({
  security: [],
  ...operation,
})

const sorted = (components: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The generator leaves groups of components that nothing is in. */
const dropEmpty = (components: Components): Components =>
  Object.fromEntries(Object.entries(components).filter(([, group]) => Object.keys(group).length > 0))
