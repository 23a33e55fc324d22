import { isObject, type Json, objectAt, resolve } from './json.ts'

/**
 * What this API's description keeps to beyond the rules of linters, so that generated clients read well: names, named
 * schemas, examples, and what goes together. CONTRIBUTING has the recipe.
 */
export interface Breach {
  /** JSON pointer into the document. */
  readonly pointer: string
  readonly message: string
}

const inPointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** Methods of generated clients read as orders; a new verb is fine when none of these says it. */
const VERBS = [
  ...[
    'add',
    'approve',
    'cancel',
    'check',
    'create',
    'delete',
    'edit',
    'estimate',
    'export',
    'get',
    'import',
    'list',
  ],
  ...[
    'pause',
    'preview',
    'purge',
    'receive',
    'redeliver',
    'reembed',
    'regenerate',
    'renew',
    'replace',
    'replay',
  ],
  ...[
    'report',
    'reprocess',
    'reset',
    'restore',
    'resume',
    'retry',
    'rotate',
    'search',
    'send',
    'set',
    'start',
    'stop',
    'stream',
  ],
  ...['test', 'undo', 'update', 'wait'],
]
const OPERATION_ID = new RegExp(`^(?:${VERBS.join('|')})(?:[A-Z][a-z0-9]*)*$`)
const COMPONENT = /^[A-Z][A-Za-z0-9]*$/
const SNAKE_CASE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/
const HEADER = /^[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)*$/
const MAX_SUMMARY_CHARACTERS = 70
/** https://github.com/Podcastindex-org/podcast-namespace names these. */
const OF_OTHERS = new Set(['JsonChapters', 'JsonChapter'])

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']

export function findBreaches(document: Json): readonly Breach[] {
  const breaches: Breach[] = []
  const tell = (pointer: string, message: string) => breaches.push({ pointer, message })
  for (const section of ['paths', 'webhooks']) {
    for (const [path, item] of Object.entries(objectAt(document, section))) {
      for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
        if (!METHODS.includes(method) || !isObject(operation)) continue
        const pointer = `/${section}/${inPointer(path)}/${method}`
        const tellHere: Tell = (at, message) => tell(pointer + at, message)
        checkNames(document, operation, tellHere)
        // What others answer to our webhooks is theirs.
        if (section === 'paths') checkAnswers(document, operation, method, tellHere)
        findSchemas(operation, pointer, (schema, at) => checkSchema(schema, at, false, tell))
      }
    }
  }
  const components = objectAt(document, 'components')
  for (const [name, schema] of Object.entries(objectAt(components, 'schemas'))) {
    const pointer = `/components/schemas/${name}`
    if (!COMPONENT.test(name)) tell(pointer, 'A component is named in PascalCase.')
    if (isObject(schema) && Array.isArray(schema.type) && schema.type.includes('null'))
      tell(pointer, 'A component is never null itself; its users are: orNull(XSchema).')
    if (isObject(schema)) checkSchema(schema, pointer, true, tell, OF_OTHERS.has(name))
  }
  return breaches
}

type Tell = (pointer: string, message: string) => void

function checkNames(document: Json, operation: Json, tell: Tell): void {
  const { operationId, summary } = operation
  if (typeof operationId !== 'string' || !OPERATION_ID.test(operationId))
    tell(
      '/operationId',
      `An operation is named verbNoun in camelCase, with one of these verbs: ${VERBS.join(', ')}.`,
    )
  if (typeof summary !== 'string' || summary.endsWith('.') || summary.length > MAX_SUMMARY_CHARACTERS)
    tell(
      '/summary',
      `A summary is one line of at most ${MAX_SUMMARY_CHARACTERS} characters without a full stop.`,
    )
  for (const [index, { name, in: place }] of parametersOf(document, operation).entries()) {
    const shape = place === 'header' ? HEADER : SNAKE_CASE
    if (typeof name !== 'string' || !shape.test(name))
      tell(`/parameters/${index}/name`, 'Parameters are in snake_case, headers in Train-Case.')
  }
}

const parametersOf = (document: Json, { parameters }: Json): readonly Json[] =>
  (Array.isArray(parameters) ? parameters : []).map((one: unknown) => resolve(document, one))

function checkAnswers(document: Json, operation: Json, method: string, tell: Tell): void {
  const parameters = parametersOf(document, operation)
  const has = (name: string) => parameters.some((parameter) => parameter.name === name)
  const responses = Object.entries(objectAt(operation, 'responses'))
  for (const [status, response] of responses) {
    const resolved = resolve(document, response)
    checkResponse(resolved, status, (at, message) => tell(`/responses/${status}${at}`, message))
    const body = resolve(
      document,
      objectAt(objectAt(objectAt(resolved, 'content'), 'application/json'), 'schema'),
    )
    if ('next_cursor' in objectAt(body, 'properties') && !(has('cursor') && has('limit')))
      tell('/parameters', 'A list that is paged takes PageQuerySchema.')
  }
  if (method === 'post' && responses.some(([status]) => status === '201') && !has('Idempotency-Key'))
    tell('/parameters', 'A POST that creates something takes IdempotencyHeadersSchema.')
}

function checkResponse(response: Json, status: string, tell: Tell): void {
  const content = objectAt(response, 'content')
  const problem = content['application/problem+json']
  if (isObject(problem) && Object.keys(objectAt(problem, 'examples')).length === 0)
    tell('/content', 'A problem tells its codes: problemResponses(code, …).')
  if (Number(status) >= 400 && Object.keys(content).length === 0)
    tell('', 'An error has a body: problemResponses(code, …).')
  if (!('X-Request-Id' in objectAt(response, 'headers')))
    tell('/headers', 'Every answer carries X-Request-Id.')
}

/** `isNamed`: a component, or a part of one that is put together by `allOf` and the like. */
function checkSchema(schema: Json, pointer: string, isNamed: boolean, tell: Tell, isOfOthers = false): void {
  if ('properties' in schema && !isNamed)
    tell(pointer, "An object has a name: z.object({…}).openapi('Name').")
  for (const [name, property] of Object.entries(objectAt(schema, 'properties'))) {
    const at = `${pointer}/properties/${inPointer(name)}`
    if (!SNAKE_CASE.test(name) && !isOfOthers) tell(at, 'Fields are in snake_case.')
    if (isObject(property) && isScalar(property) && !hasExample(property)) tell(at, 'A field has an example.')
  }
  for (const [key, inner, at] of innerSchemas(schema, pointer))
    checkSchema(inner, at, isNamed && key === 'allOf', tell, isOfOthers)
}

const isScalar = ({ type, format }: Json): boolean =>
  [type].flat().some((one) => ['string', 'number', 'integer'].includes(String(one))) && format !== 'binary'

const hasExample = (schema: Json): boolean =>
  ['examples', 'enum', 'const', 'default'].some((key) => key in schema)

function* innerSchemas(
  schema: Json,
  pointer: string,
): Generator<[key: string, inner: Json, pointer: string]> {
  for (const key of ['properties', 'patternProperties', '$defs'])
    for (const [name, inner] of Object.entries(objectAt(schema, key)))
      if (isObject(inner)) yield [key, inner, `${pointer}/${key}/${inPointer(name)}`]
  for (const key of ['allOf', 'anyOf', 'oneOf', 'prefixItems'])
    for (const [index, inner] of (Array.isArray(schema[key]) ? schema[key] : []).entries())
      if (isObject(inner)) yield [key, inner, `${pointer}/${key}/${index}`]
  for (const key of ['items', 'additionalProperties', 'not']) {
    const inner = schema[key]
    if (isObject(inner)) yield [key, inner, `${pointer}/${key}`]
  }
}

/** Every `schema` below a value. */
function findSchemas(
  value: unknown,
  pointer: string,
  onSchema: (schema: Json, pointer: string) => void,
): void {
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) findSchemas(inner, `${pointer}/${index}`, onSchema)
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'schema' && isObject(inner)) onSchema(inner, `${pointer}/schema`)
      else findSchemas(inner, `${pointer}/${inPointer(key)}`, onSchema)
    }
  }
}
