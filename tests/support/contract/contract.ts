import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { closeSchemas } from './closed-schemas.ts'
import {
  type DescribedOperation,
  describedOperations,
  inPointer,
  type Json,
  readDescription,
} from './description.ts'

/** A value against a schema of the description: what is wrong, or nothing. */
type Check = (pointer: string, value: unknown) => readonly string[]

export interface Contract {
  readonly operations: readonly DescribedOperation[]
  /** Bodies of requests, as they are described. */
  readonly checkBody: Check
  /** Parameters and headers, which arrive as text. */
  readonly checkText: Check
  /** Bodies of answers, which may hold nothing else than what is described. */
  readonly checkAnswer: Check
  find(method: string, path: string): DescribedOperation | null
}

const ROOT = 'https://chapterwise.test/openapi'

function checker(document: Json, coerceTypes: boolean): Check {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateSchema: false,
    coerceTypes,
    logger: false,
  })
  addFormats.default(ajv)
  ajv.addSchema({ ...document, $id: ROOT })
  const compiled = new Map<string, ValidateFunction>()
  return (pointer, value) => {
    let validate = compiled.get(pointer)
    if (validate === undefined) {
      validate = ajv.getSchema(`${ROOT}#${encodeURI(pointer)}`)
      if (validate === undefined) throw new Error(`The description has no schema at ${pointer}.`)
      compiled.set(pointer, validate)
    }
    // Coercion writes into what holds the value.
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    )
  }
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.+]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`)

/** Reads the description and makes ready to hold answers against it. */
function createContract(): Contract {
  const document = readDescription()
  const operations = describedOperations(document)
  // Fixed paths come before those with parameters: `/jobs/retry` is not a job.
  const routes = operations
    .map((operation) => ({ operation, pattern: patternOf(operation.path) }))
    .sort((a, b) => a.operation.path.split('{').length - b.operation.path.split('{').length)
  return {
    operations,
    checkBody: checker(document, false),
    checkText: checker(document, true),
    checkAnswer: checker(closeSchemas(document), false),
    find: (method, path) =>
      routes.find(({ operation, pattern }) => operation.method === method && pattern.test(path))?.operation ??
      null,
  }
}

let contract: Contract | undefined

/** Of `openapi.yaml`, made on first use. */
export function theContract(): Contract {
  contract ??= createContract()
  return contract
}

/** Where the schema of a body stands. */
export const schemaPointer = (owner: string, mediaType: string): string =>
  `${owner}/content/${inPointer(mediaType)}/schema`
