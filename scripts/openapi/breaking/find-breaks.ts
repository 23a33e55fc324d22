import { isObject, type Json, listAt, objectAt, resolve } from '../json.ts'
import { compareSchemas, type Direction, type Versions } from './compare-schemas.ts'

/**
 * What breaks for clients between two descriptions of the API, in words. New operations, fields of answers, optional
 * fields of requests and codes of problems break nothing; neither do names of schemas.
 */
export function findBreaks(documents: Versions): readonly string[] {
  return ['paths', 'webhooks'].flatMap((section) => {
    const before = objectAt(documents.before, section)
    return Object.entries(before).flatMap(([path, item]) =>
      Object.entries(isObject(item) ? item : {}).flatMap(([method, operation]) => {
        if (!isObject(operation) || !('responses' in operation)) return []
        const call = `${method.toUpperCase()} ${path}`
        const after = objectAt(objectAt(documents.after, section), path)[method]
        if (!isObject(after)) return [`${call}: is gone`]
        const breaks = compareOperations(documents, operation, after, section === 'webhooks')
        return breaks.map((text) => `${call}: ${text}`)
      }),
    )
  })
}

function compareOperations(
  documents: Versions,
  before: Json,
  after: Json,
  isWebhook: boolean,
): readonly string[] {
  const name =
    before.operationId === after.operationId ? [] : [`operationId ${show(before)} became ${show(after)}`]
  // What we send to a webhook is for its receiver what an answer is for a caller.
  const body = compareBodies(documents, isWebhook ? 'given' : 'accepted', before, after)
  if (isWebhook) return [...name, ...body]
  return [
    ...name,
    ...compareSecurity(before, after),
    ...compareParameters(documents, before, after),
    ...body,
    ...compareResponses(documents, before, after),
  ]
}

const show = ({ operationId }: Json): string => String(operationId)

function compareSecurity(before: Json, after: Json): readonly string[] {
  const schemesOf = (operation: Json) =>
    listAt(operation, 'security').map((scheme) =>
      isObject(scheme) ? Object.keys(scheme).sort().join('+') : '',
    )
  const now = schemesOf(after)
  const old = schemesOf(before)
  if (now.length === 0) return []
  if (old.length === 0) return ['needs a token now']
  return old.filter((scheme) => !now.includes(scheme)).map((scheme) => `${scheme} is not accepted any more`)
}

function compareParameters(documents: Versions, before: Json, after: Json): readonly string[] {
  const parametersOf = (document: Json, operation: Json) =>
    listAt(operation, 'parameters').map((one) => {
      const parameter = resolve(document, one)
      return { key: `${String(parameter.in)} ${String(parameter.name).toLowerCase()}`, parameter }
    })
  const old = parametersOf(documents.before, before)
  const now = parametersOf(documents.after, after)
  return [
    ...old.flatMap(({ key, parameter }) => {
      const present = now.find((one) => one.key === key)?.parameter
      if (present === undefined) return [`parameter ${key}: is not accepted any more`]
      const schemas = { before: parameter.schema, after: present.schema }
      const required = present.required === true && parameter.required !== true
      return [
        ...(required ? [`parameter ${key}: is required now`] : []),
        ...compareSchemas(documents, 'accepted', schemas, `parameter ${key}`),
      ]
    }),
    ...now
      .filter(({ key, parameter }) => parameter.required === true && !old.some((one) => one.key === key))
      .map(({ key }) => `parameter ${key}: is required now`),
  ]
}

function compareBodies(
  documents: Versions,
  direction: Direction,
  before: Json,
  after: Json,
): readonly string[] {
  const old = resolve(documents.before, before.requestBody)
  const now = resolve(documents.after, after.requestBody)
  if (!('content' in old)) return now.required === true ? ['body: is required now'] : []
  const required = now.required === true && old.required !== true ? ['body: is required now'] : []
  return [...required, ...compareContents(documents, direction, { before: old, after: now }, 'body')]
}

function compareContents(
  documents: Versions,
  direction: Direction,
  { before, after }: Versions,
  at: string,
): readonly string[] {
  const now = objectAt(after, 'content')
  return Object.entries(objectAt(before, 'content')).flatMap(([mediaType, media]) => {
    const present = now[mediaType]
    if (!isObject(media) || !isObject(present)) return [`${at} ${mediaType}: is gone`]
    return compareSchemas(documents, direction, { before: media.schema, after: present.schema }, at)
  })
}

/** Successes alone: which errors there are may change, how they look is the same for all. */
function compareResponses(documents: Versions, before: Json, after: Json): readonly string[] {
  const responses = objectAt(after, 'responses')
  return Object.entries(objectAt(before, 'responses')).flatMap(([status, response]) => {
    const old = resolve(documents.before, response)
    if (!(status in responses)) return Number(status) < 400 ? [`answer ${status}: is gone`] : []
    const now = resolve(documents.after, responses[status])
    const headers = Object.keys(objectAt(old, 'headers')).filter(
      (name) => !(name in objectAt(now, 'headers')),
    )
    return [
      ...headers.map((name) => `answer ${status}: header ${name} is gone`),
      ...compareContents(documents, 'given', { before: old, after: now }, `answer ${status}`),
    ]
  })
}
