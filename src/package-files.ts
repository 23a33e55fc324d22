/**
 * Where the files of this package lie that are no code of the running module: beside the sources, beside the compiled
 * modules, or inside the single binary (`scripts/build-binary.ts`), which keeps them under their paths in the repository.
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** The folder with this name, copied from the repository, is what the binary is given to read. */
export const EMBEDDED_FOLDER = 'package-files'

/** `file:///$bunfs/root/` inside the single binary (`file:///B:/~BUN/root/` on Windows); null elsewhere. */
const binaryRoot = /^file:\/\/\/(?:\$bunfs|B:\/~BUN)\/root\//.exec(import.meta.url)?.[0] ?? null

export const isSingleBinary = binaryRoot !== null

/** Neither that nor installed as a package: commands are run by `npm run`. */
export const isCheckout = !isSingleBinary && !import.meta.url.includes('/node_modules/')

/** The directory of `index.ts`, or of `index.js` once compiled. */
const modulesUrl = binaryRoot === null ? new URL('.', import.meta.url) : new URL('src/', binaryRoot)
/** Modules and files that are read lie apart in the binary. */
const filesUrl =
  binaryRoot === null ? new URL('..', import.meta.url) : new URL(`${EMBEDDED_FOLDER}/`, binaryRoot)
const moduleFilesUrl = binaryRoot === null ? modulesUrl : new URL('src/', filesUrl)
const MODULE_EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js'

/** A module to run in a thread, e.g. `adapters/fs/hashing/worker`. */
export const threadModule = (name: string): URL => new URL(`${name}${MODULE_EXTENSION}`, modulesUrl)

/** What lies among the modules, e.g. `adapters/postgres/migrations`. */
export const moduleFile = (path: string): string => fileURLToPath(new URL(path, moduleFilesUrl))

/** What lies in the root of the package, e.g. `samples/book.m4b`. */
export const packageFile = (path: string): string => fileURLToPath(new URL(path, filesUrl))

/** A file that another package exports, e.g. `swagger-ui-dist/swagger-ui.css`. Throws when it is not installed. */
export const dependencyFile = (specifier: string): string =>
  binaryRoot === null
    ? createRequire(import.meta.url).resolve(specifier)
    : packageFile(`node_modules/${specifier}`)
