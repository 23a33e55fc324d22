import { expect, test } from 'bun:test'
import { unseenSuccesses } from '../../scripts/openapi/contract-coverage.ts'

const document = {
  paths: {
    '/books': {
      get: {
        operationId: 'listBooks',
        responses: {
          200: { content: { 'application/json': {}, 'text/csv': {} } },
          304: {},
          404: { content: {} },
        },
      },
    },
    '/books/{id}/audio': {
      parameters: [],
      get: { operationId: 'getAudio', responses: { 206: { content: { 'audio/*': {} } } } },
      delete: { operationId: 'deleteAudio', responses: { 204: {} } },
    },
  },
}

test('every success of every operation in every form is looked for', () => {
  expect(unseenSuccesses(document, '')).toEqual({
    successes: 5,
    unseen: [
      'listBooks 200 application/json',
      'listBooks 200 text/csv',
      'listBooks 304 ',
      'getAudio 206 audio/*',
      'deleteAudio 204 ',
    ],
  })
})

test('what was seen is not missing; an error, or another form, is not it', () => {
  const sightings = [
    'listBooks 200 text/csv',
    'getAudio 206 audio/mp4',
    'deleteAudio 404 text/csv',
    'listBooks 304 ',
  ]
  expect(unseenSuccesses(document, `${sightings.join('\n')}\n`).unseen).toEqual([
    'listBooks 200 application/json',
    'deleteAudio 204 ',
  ])
})
