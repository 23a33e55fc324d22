import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The version of this package, e.g. `0.1.0`. */
export const packageVersion = (): string =>
  z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version

/** `bun 1.4.5` or `node 22.18.0` */
export const runtimeVersion = (): string =>
  process.versions.bun === undefined ? `node ${process.versions.node}` : `bun ${process.versions.bun}`
