import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ResultAsync } from 'neverthrow'
import type { PortError } from '../../../src/ports/port-error.ts'
import { isFirstToMake } from '../fate.ts'
import { type Moment, type MortalRole, nameOf, placeOf, type Trap } from './traps.ts'

const PLAN_FILE = 'traps.json'
const SPRUNG = 'sprung '

export const layTraps = (directory: string, traps: readonly Trap[]): void =>
  writeFileSync(join(directory, PLAN_FILE), JSON.stringify(traps))

/** The names of traps that have sprung. */
export const sprungTraps = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => name.startsWith(SPRUNG))
    .map((name) => name.slice(SPRUNG.length))

export interface Mortality {
  /** The same port; the process is killed at some calls, before or after they have their effect. */
  mortal<Port extends object>(name: string, port: Port): Port
}

/** Passages are counted in a directory that all processes share, so that a trap springs once, whoever comes by. */
export function createMortality(role: MortalRole, directory: string, die: () => void): Mortality {
  const traps = JSON.parse(readFileSync(join(directory, PLAN_FILE), 'utf8')) as readonly Trap[]
  const trapsAt = Map.groupBy(
    traps.filter((trap) => trap.role === role),
    placeOf,
  )
  const pass = createPassages(directory, trapsAt, die)
  const isWatched = (boundary: string) =>
    trapsAt.has(placeOf({ role, boundary, moment: 'before' })) ||
    trapsAt.has(placeOf({ role, boundary, moment: 'after' }))

  return {
    mortal: (name, port) =>
      new Proxy(port, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key)
          const boundary = `${name}.${String(key)}`
          if (typeof value !== 'function' || !isWatched(boundary)) return value
          return (...args: unknown[]) => {
            pass(placeOf({ role, boundary, moment: 'before' }))
            const answer = value.apply(target, args) as ResultAsync<unknown, PortError>
            const heard = async () => {
              const result = await answer
              pass(placeOf({ role, boundary, moment: 'after' }))
              return result
            }
            return new ResultAsync(heard())
          }
        },
      }),
  }
}

function createPassages(
  directory: string,
  trapsAt: ReadonlyMap<string, readonly Trap[]>,
  die: () => void,
): (place: string) => void {
  return (place) => {
    const traps = trapsAt.get(place)
    if (traps === undefined) return
    const counter = join(directory, place)
    appendFileSync(counter, '.')
    const passage = statSync(counter).size
    const springing = traps.find(
      (trap) => passage >= trap.passage && isFirstToMake(join(directory, `${SPRUNG}${nameOf(trap)}`)),
    )
    if (springing !== undefined) die()
  }
}

/** For messages of the API, which the harness kills: answers whether it is to die now. */
export function createApiTraps(directory: string, traps: readonly Trap[]) {
  let isDue = false
  const trapsAt = Map.groupBy(
    traps.filter((trap) => trap.role === 'api'),
    placeOf,
  )
  const pass = createPassages(directory, trapsAt, () => {
    isDue = true
  })
  return (boundary: string, moment: Moment): boolean => {
    isDue = false
    pass(placeOf({ role: 'api', boundary, moment }))
    return isDue
  }
}
