import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PGliteOptions } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { isSingleBinary, packageFile } from '../../../package-files.ts'

/** What the single binary must hold, with the paths that it is read from. */
export const PGLITE_FILES = {
  pglite: 'node_modules/@electric-sql/pglite/dist/pglite.wasm',
  initdb: 'node_modules/@electric-sql/pglite/dist/initdb.wasm',
  data: 'node_modules/@electric-sql/pglite/dist/pglite.data',
  vector: 'node_modules/@electric-sql/pglite-pgvector/dist/vector.tar.gz',
} as const

export interface PgliteFiles {
  readonly options: Pick<
    PGliteOptions,
    'pgliteWasmModule' | 'initdbWasmModule' | 'fsBundle' | 'extensions'
  > & { readonly extensions: { readonly vector: typeof vector } }
  /** To be called once PGlite has started. */
  close(): Promise<void>
}

/** PGlite finds its files beside its own modules; inside the single binary it can't, so it is handed them. */
export const openPgliteFiles = async (): Promise<PgliteFiles> => {
  if (!isSingleBinary) return { options: { extensions: { vector } }, close: async () => {} }
  const read = (path: string) => readFile(packageFile(path))
  const [pglite, initdb, data, archive] = await Promise.all([
    read(PGLITE_FILES.pglite).then((bytes) => WebAssembly.compile(bytes)),
    read(PGLITE_FILES.initdb).then((bytes) => WebAssembly.compile(bytes)),
    read(PGLITE_FILES.data),
    read(PGLITE_FILES.vector),
  ])
  // PGlite streams an extension's archive from a file, and what lies inside the binary can't be streamed.
  const directory = await mkdtemp(join(tmpdir(), 'chapterwise-'))
  const bundle = join(directory, 'vector.tar.gz')
  await writeFile(bundle, archive)
  return {
    options: {
      pgliteWasmModule: pglite,
      initdbWasmModule: initdb,
      fsBundle: new Blob([data]),
      extensions: {
        vector: {
          name: vector.name,
          setup: async (_database, emscriptenOpts) => ({ emscriptenOpts, bundlePath: pathToFileURL(bundle) }),
        },
      },
    },
    close: () => rm(directory, { recursive: true, force: true }),
  }
}
