import { fileURLToPath } from 'node:url'

/** TypeScript 7. `node_modules/.bin/tsc` may be that of another version, which the generator of the client needs. */
export const TSC = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
