import { problemResponses } from '../errors.ts'
import { commonProblems } from './common-problems.ts'
import {
  isReference,
  type OperationObject,
  type ParameterObject,
  type Reference,
  type ResponseObject,
} from './document-types.ts'
import { COMPONENT_NAME } from './share-parameters.ts'
import { shareResponse, withRequestId } from './shared-responses.ts'

type Responses = Readonly<Record<string, ResponseObject | Reference>>

/** Adds what every operation has by its shape: the problems of the transport, the request's id; says when it is open to all. */
export const finishOperation = (method: string, operation: OperationObject): OperationObject => ({
  ...operation,
  security: operation.security ?? [],
  ...finishParameters(operation),
  responses: finishResponses(operation.responses, problemResponses(...commonProblems(method, operation))),
})

/** Whoever may be answered 304 says what it has. */
const IF_NONE_MATCH: ParameterObject = {
  ...{ name: 'If-None-Match', in: 'header', required: false },
  description: 'The `ETag` of what the client has: 304 while nothing has changed.',
  schema: { type: 'string', examples: ['"9b2cf535f27731c974343645a3985328"'] },
  [COMPONENT_NAME]: 'IfNoneMatch',
}

function finishParameters({
  parameters = [],
  responses,
}: OperationObject): Pick<OperationObject, 'parameters'> {
  const all = [...parameters.map(finishParameter), ...('304' in responses ? [IF_NONE_MATCH] : [])]
  return all.length === 0 ? {} : { parameters: all }
}

function finishResponses(own: Responses, common: Responses): Responses {
  const merged: Record<string, ResponseObject | Reference> = { ...own }
  for (const [status, response] of Object.entries(common))
    merged[status] = mergeProblems(merged[status], response)
  return Object.fromEntries(
    Object.entries(merged).map(([status, response]) => [
      status,
      isReference(response) ? response : shareResponse(withRequestId(response)),
    ]),
  )
}

function mergeProblems(
  own: ResponseObject | Reference | undefined,
  common: ResponseObject | Reference,
): ResponseObject | Reference {
  if (own === undefined || isReference(own) || isReference(common)) return own ?? common
  const content: Record<string, object> = { ...own.content }
  for (const [mediaType, media] of Object.entries(common.content ?? {})) {
    const present = own.content?.[mediaType]
    content[mediaType] =
      present === undefined ? media : { ...media, examples: { ...media.examples, ...present.examples } }
  }
  return { ...common, ...own, content, headers: { ...common.headers, ...own.headers } }
}

/** Zod's header names are in lower case, since the framework looks them up so. */
const HEADER_NAMES: Readonly<Record<string, string>> = {
  ...{
    'idempotency-key': 'Idempotency-Key',
    'last-event-id': 'Last-Event-ID',
    range: 'Range',
    'if-range': 'If-Range',
  },
}

function finishParameter(parameter: ParameterObject | Reference): ParameterObject | Reference {
  if (isReference(parameter) || parameter.in !== 'header') return parameter
  return { ...parameter, name: HEADER_NAMES[parameter.name] ?? parameter.name }
}
