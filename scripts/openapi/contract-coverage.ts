import { isObject, type Json, objectAt } from './json.ts'

/**
 * Counts which of the successes that the description promises were seen while tests ran. A sighting is a line
 * `operationId status mediaType`, as the tests' watch writes it (`tests/support/contract/`).
 */

const entriesAt = (value: unknown, key: string): [string, unknown][] => Object.entries(objectAt(value, key))

export interface Coverage {
  readonly successes: number
  readonly unseen: readonly string[]
}

/** Every operation, success (200 to 399) and media type; those that no sighting shows. */
export function unseenSuccesses(document: Json, sightings: string): Coverage {
  const seen = sightings.split('\n')
  const successes = entriesAt(document, 'paths')
    .flatMap(([, item]) => (isObject(item) ? Object.values(item) : []))
    .filter((operation) => isObject(operation) && typeof operation.operationId === 'string')
    .flatMap(successesOf)
  return { successes: successes.length, unseen: successes.filter((success) => !seen.some(shows(success))) }
}

const successesOf = (operation: unknown): readonly string[] =>
  entriesAt(operation, 'responses')
    .filter(([status]) => Number(status) < 400)
    .flatMap(([status, response]) => {
      const mediaTypes = entriesAt(response, 'content').map(([mediaType]) => mediaType)
      const id = String((operation as Json).operationId)
      return (mediaTypes.length === 0 ? [''] : mediaTypes).map((mediaType) => `${id} ${status} ${mediaType}`)
    })

/** `audio/*` is shown by any audio. */
const shows =
  (success: string) =>
  (sighting: string): boolean =>
    success.endsWith('/*') ? sighting.startsWith(success.slice(0, -1)) : sighting === success
