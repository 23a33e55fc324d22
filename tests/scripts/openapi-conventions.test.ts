import { describe, expect, test } from 'bun:test'
import { findBreaches } from '../../scripts/openapi/conventions.ts'

const HEADERS = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } }
const json = (schema: object) => ({ content: { 'application/json': { schema } } })

/** A description with one operation, which keeps to everything; `changes` go over it. */
const describing = (changes: object = {}, schemas: object = {}) => ({
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        summary: 'List things',
        parameters: [{ name: 'limit', in: 'query' }, { $ref: '#/components/parameters/PageCursor' }],
        responses: { 200: { headers: HEADERS, ...json({ $ref: '#/components/schemas/ThingList' }) } },
        ...changes,
      },
    },
  },
  components: {
    parameters: { PageCursor: { name: 'cursor', in: 'query' } },
    schemas: {
      ThingList: { type: 'object', properties: { next_cursor: { type: 'string', examples: ['x'] } } },
      ...schemas,
    },
  },
})
const messages = (document: object) =>
  findBreaches(document as Record<string, unknown>).map(({ pointer, message }) => `${pointer} ${message}`)

describe('conventions of the description', () => {
  test('a description that keeps to them', () => {
    expect(messages(describing())).toEqual([])
  })

  test.each([
    ['a noun for a name', { operationId: 'things' }, '/operationId'],
    ['a name in snake case', { operationId: 'list_things' }, '/operationId'],
    ['a sentence for a summary', { summary: 'Lists things.' }, '/summary'],
    ['a paged list without a cursor', { parameters: [{ name: 'limit', in: 'query' }] }, '/parameters '],
    ['a parameter in camel case', { parameters: [{ name: 'pageSize', in: 'query' }] }, '/parameters/0/name'],
    ['a header in lower case', { parameters: [{ name: 'if-range', in: 'header' }] }, '/parameters/0/name'],
    ['an unnamed object', { requestBody: json({ type: 'object', properties: {} }) }, '/requestBody/content'],
    ['an answer without the id', { responses: { 204: {} } }, '/responses/204/headers'],
    ['an error without a body', { responses: { 404: { headers: HEADERS } } }, '/responses/404 '],
    [
      'a problem without codes',
      { responses: { 404: { headers: HEADERS, content: { 'application/problem+json': {} } } } },
      '/responses/404/content',
    ],
  ])('%s', (_what, changes, pointer) => {
    const found = messages(describing(changes))
    expect(found.some((message) => message.startsWith(`/paths/~1things/get${pointer}`))).toBe(true)
  })

  test.each([
    ['a component in snake case', { some_thing: { type: 'string' } }, '/components/schemas/some_thing '],
    ['a component that may be null', { Thing: { type: ['object', 'null'] } }, '/components/schemas/Thing '],
    [
      'a field in camel case',
      { Thing: { properties: { sizeBytes: { type: 'integer', examples: [1] } } } },
      '/components/schemas/Thing/properties/sizeBytes ',
    ],
    [
      'a field without an example, in a part of a component',
      { Thing: { allOf: [{ properties: { size: { type: ['integer', 'null'] } } }] } },
      '/components/schemas/Thing/allOf/0/properties/size ',
    ],
    [
      'an unnamed object in a list',
      { Thing: { properties: { parts: { type: 'array', items: { type: 'object', properties: {} } } } } },
      '/components/schemas/Thing/properties/parts/items ',
    ],
  ])('%s', (_what, schemas, start) => {
    const found = messages(describing({}, schemas))
    expect([found.length, found[0]?.startsWith(start)]).toEqual([1, true])
  })

  test('a POST that creates something takes an Idempotency-Key', () => {
    const post = {
      operationId: 'createThing',
      summary: 'Make a thing',
      responses: { 201: { headers: HEADERS } },
    }
    const pathOf = (parameters: readonly object[]) => ({
      paths: { '/things': { post: { ...post, parameters } } },
    })
    expect(messages(pathOf([])).length).toBe(1)
    expect(messages(pathOf([{ name: 'Idempotency-Key', in: 'header' }]))).toEqual([])
  })
})
