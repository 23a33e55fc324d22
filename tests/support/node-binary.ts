import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The Node that the project installs for itself; the one on the PATH may be too old to run TypeScript. */
export const nodeBinary = (): string => {
  const path = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url))
  if (!existsSync(path))
    throw new Error(`${path} is missing; run npm install (the package node must run its script)`)
  return path
}
