import { lookup as systemLookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import type { TargetGuard } from './target-guard.ts'

export const REFUSED_TARGET = 'refused_target'

interface Found {
  readonly address: string
  readonly family: number
}

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly Found[]>

export const resolveName: Resolve = (name) => systemLookup(name, { all: true, verbatim: true })

/**
 * Name resolution for one request. The connection goes to an address that was looked at here: there is no second look-up
 * which could answer another one. A name with any address that is refused is refused.
 */
export function guardedLookup(guard: TargetGuard, protocol: string, resolve: Resolve): LookupFunction {
  return (name, options, callback) => {
    resolve(name).then(
      (found) => {
        const [first] = found
        if (first === undefined) return callback(refused('The name has no address.'), '')
        if (!found.every(({ address }) => guard.mayConnect(address, protocol))) {
          return callback(refused('The name stands for an address that may not be sent to.'), '')
        }
        if (options.all === true) return callback(null, [...found])
        return callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    )
  }
}

const refused = (message: string): NodeJS.ErrnoException =>
  Object.assign(new Error(message), { code: REFUSED_TARGET })
