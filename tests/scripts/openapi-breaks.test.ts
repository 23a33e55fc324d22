import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { findBreaks } from '../../scripts/openapi/breaking/find-breaks.ts'

const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const THING = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 10 },
    size: { type: ['integer', 'null'], minimum: 0 },
    kind: { $ref: '#/components/schemas/Kind' },
    parts: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
    owner: { anyOf: [{ $ref: '#/components/schemas/Owner' }, { type: 'null' }] },
  },
  required: ['name', 'size'],
}
const { name: _name, ...WITHOUT_NAME } = THING.properties
const SCHEMAS = {
  Thing: THING,
  Kind: { type: 'string', enum: ['big', 'small'] },
  Owner: {
    allOf: [
      { properties: { id: { type: 'string' } }, required: ['id'] },
      { type: 'object', properties: {} },
    ],
  },
}
const PUT = {
  operationId: 'updateThing',
  security: [{ admin: [] }, { user: [] }],
  parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100, default: 20 } }],
  requestBody: { required: false, ...json({ $ref: '#/components/schemas/Thing' }) },
  responses: {
    200: { headers: { ETag: {} }, ...json({ $ref: '#/components/schemas/Thing' }) },
    304: {},
    404: { content: { 'application/problem+json': {} } },
  },
}

const describing = (put: object, schemas: object = {}) => ({
  paths: { '/thing': { put }, '/health': { get: { operationId: 'getHealth', responses: { 200: {} } } } },
  components: { schemas: { ...SCHEMAS, ...schemas } },
})
const BEFORE = describing(PUT)
const breaksOf = (after: object) => findBreaks({ before: BEFORE, after: after as Record<string, unknown> })
const withThing = (properties: object, more: object = {}) =>
  describing(PUT, { Thing: { ...THING, properties: { ...THING.properties, ...properties }, ...more } })

describe('what breaks for clients', () => {
  test('nothing, when nothing changed or something was added', () => {
    expect(breaksOf(BEFORE)).toEqual([])
    const more = withThing({ colour: { type: 'string' } })
    const paths = { ...more.paths, '/new': { get: { operationId: 'getNew', responses: { 200: {} } } } }
    expect(breaksOf({ ...more, paths })).toEqual([])
    const errors = { ...PUT, responses: { ...PUT.responses, 409: { content: {} } } }
    expect(breaksOf(describing(errors))).toEqual([])
    const parameters = [...PUT.parameters, { name: 'q', in: 'query', schema: { type: 'string' } }]
    expect(breaksOf(describing({ ...PUT, parameters }))).toEqual([])
  })

  test.each<[string, object, readonly string[]]>([
    [
      'a call that is gone',
      { paths: { '/thing': { put: PUT } }, components: { schemas: SCHEMAS } },
      ['GET /health: is gone'],
    ],
    ['another name', { ...PUT, operationId: 'setThing' }, ['operationId updateThing became setThing']],
    ['fewer tokens', { ...PUT, security: [{ admin: [] }] }, ['user is not accepted any more']],
    [
      'a parameter that is gone',
      { ...PUT, parameters: [] },
      ['parameter query limit: is not accepted any more'],
    ],
    [
      'a parameter that is needed',
      { ...PUT, parameters: [...PUT.parameters, { name: 'q', in: 'query', required: true }] },
      ['parameter query q: is required now'],
    ],
    [
      'narrower bounds, another default',
      {
        ...PUT,
        parameters: [{ ...PUT.parameters[0], schema: { type: 'integer', maximum: 50, default: 10 } }],
      },
      ['parameter query limit: maximum 100 became 50', 'parameter query limit: default 20 became 10'],
    ],
    [
      'a needed body',
      { ...PUT, requestBody: { ...PUT.requestBody, required: true } },
      ['body: is required now'],
    ],
    ['an answer that is gone', { ...PUT, responses: { 200: PUT.responses[200] } }, ['answer 304: is gone']],
    [
      'a header that is gone',
      { ...PUT, responses: { ...PUT.responses, 200: { ...PUT.responses[200], headers: {} } } },
      ['answer 200: header ETag is gone'],
    ],
    [
      'another form',
      {
        ...PUT,
        responses: { ...PUT.responses, 200: { headers: { ETag: {} }, content: { 'text/csv': {} } } },
      },
      ['answer 200 application/json: is gone'],
    ],
  ])('%s', (_what, after, breaks) => {
    const found = breaksOf('paths' in after ? after : describing(after))
    expect(found.map((text) => text.replace('PUT /thing: ', ''))).toEqual([...breaks])
  })

  test.each<[string, object, readonly string[]]>([
    [
      'a field that is gone',
      describing(PUT, { Thing: { ...THING, properties: WITHOUT_NAME } }),
      ['body/name: is not accepted any more', 'answer 200/name: is not given any more'],
    ],
    [
      'a type',
      withThing({ name: { type: 'integer' } }),
      ['body/name: string became integer', 'answer 200/name: string became integer'],
    ],
    ['no null', withThing({ size: { type: 'integer', minimum: 0 } }), ['body/size: null became integer']],
    [
      'a null',
      withThing({ name: { type: ['string', 'null'], maxLength: 10 } }),
      ['answer 200/name: string became null'],
    ],
    [
      'a wider bound',
      withThing({ size: { type: ['integer', 'null'] } }),
      ['answer 200/size: minimum 0 became none'],
    ],
    [
      'a narrower bound',
      withThing({ name: { type: 'string', maxLength: 5 } }),
      ['body/name: maxLength 10 became 5'],
    ],
    [
      'a field that is needed',
      withThing({}, { required: ['name', 'size', 'kind'] }),
      ['body/kind: is required now'],
    ],
    [
      'a field that may be missing',
      withThing({}, { required: ['name'] }),
      ['answer 200/size: may be missing now'],
    ],
    [
      'a value more and one less',
      describing(PUT, { Kind: { type: 'string', enum: ['big', 'huge'] } }),
      ['body/kind: "small" is not accepted any more', 'answer 200/kind: "huge" may be given now'],
    ],
    [
      'a field within a part',
      describing(PUT, { Owner: { type: 'object', properties: { name: { type: 'string' } } } }),
      ['body/owner/id: is not accepted any more', 'answer 200/owner/id: is not given any more'],
    ],
    [
      'no unknown fields',
      withThing({}, { additionalProperties: false }),
      ['body: unknown fields are refused now'],
    ],
  ])('%s', (_what, after, breaks) => {
    const found = breaksOf(after).map((text) => text.replace('PUT /thing: ', ''))
    for (const text of breaks) expect(found).toContain(text)
    // A thing holds things: whatever breaks is told for itself alone, not for its parts again.
    expect(found.filter((text) => text.includes('/parts/'))).toEqual([])
  })

  test('lists that were told to grow may grow', () => {
    const growing = (values: readonly string[]) =>
      describing(PUT, { Kind: { type: 'string', enum: values, 'x-extensible': true } })
    const after = growing(['big', 'small', 'huge'])
    expect(findBreaks({ before: growing(['big', 'small']), after })).toEqual([])
  })

  test('what webhooks send is given, not accepted', () => {
    const webhook = (schema: object) => ({
      webhooks: { done: { post: { operationId: 'sendDone', requestBody: json(schema), responses: {} } } },
    })
    const before = webhook({ type: 'object', properties: { id: { type: 'string' } }, required: ['id'] })
    const after = webhook({ type: 'object', properties: {}, required: ['more'] })
    expect(findBreaks({ before, after })).toEqual(['POST done: body/id: is not given any more'])
  })

  test('the whole description: a field taken away is told where it was', () => {
    const text = readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8')
    const before = parse(text) as Record<string, unknown>
    const after = parse(text) as {
      components: { schemas: { Usage: { properties: Record<string, unknown> } } }
    }
    expect(findBreaks({ before, after: { ...after } })).toEqual([])
    delete after.components.schemas.Usage.properties.calls
    const breaks = findBreaks({ before, after: { ...after } })
    expect(breaks).toContain(
      'GET /api/v1/admin/audiobooks/{audiobook_id}: answer 200/usage/calls: is not given any more',
    )
  })
})
