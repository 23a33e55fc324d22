/** The arrows of ARCHITECTURE.md as a table: what the files of each layer may import. */
export interface Layer {
  readonly name: string
  /** Layers whose files it may import, besides its own. */
  readonly mayImport: readonly string[]
  /** npm packages; `any` also lets it import `node:` modules. */
  readonly packages: readonly string[] | 'any'
  readonly maySeeEnvironment: boolean
}

const PURE_PACKAGES = ['neverthrow']

const pure = (name: string, mayImport: readonly string[]): Layer => ({
  name,
  mayImport,
  packages: PURE_PACKAGES,
  maySeeEnvironment: false,
})

/** The client of the HTTP API: web standards alone, so that it runs anywhere; its part for Node may use Node. */
const CLIENT_ON_NODE = 'client/node'

/** Where the package's own files lie, and how it was built: of use to every layer that touches the system. */
const PACKAGE = ['package-files', 'build-info']

const outer = (name: string, mayImport: readonly string[]): Layer => ({
  name,
  mayImport: [...mayImport, ...PACKAGE],
  packages: 'any',
  maySeeEnvironment: false,
})

const LAYERS: readonly Layer[] = [
  pure('domain', []),
  pure('ports', ['domain']),
  pure('usecases', ['domain', 'ports']),
  outer('http', ['domain', 'ports', 'usecases']),
  outer('workers', ['domain', 'ports', 'usecases']),
  { name: 'client', mayImport: [], packages: [], maySeeEnvironment: false },
  outer(CLIENT_ON_NODE, ['client']),
  outer('cli', [CLIENT_ON_NODE, 'domain', 'ports', 'usecases', 'compose', 'config']),
  outer('package-files', []),
  outer('build-info', []),
  { ...outer('config', ['domain', 'ports']), maySeeEnvironment: true },
  outer('testing', ['domain', 'ports', 'usecases', 'adapters/memory', 'adapters/system']),
  outer('library', ['domain', 'ports', 'usecases', 'http', 'compose', 'compose/', 'config']),
  outer('index', ['domain', 'ports', 'usecases', 'http', 'library', 'compose/']),
]

/**
 * What adapters may share: clock, ids, logger and gathered calls; what every storage does alike; what every repository does alike; how
 * every language model is asked about a book.
 */
const SHARED_PARTS = ['adapters/system', 'adapters/storage', 'adapters/prompting', 'adapters/upload-keys.ts']

/** Every adapter stands alone, so that it can be replaced alone. */
const adapter = (name: string): Layer => outer(name, ['domain', 'ports', ...SHARED_PARTS])

/** The only ones that know which adapter is used: `src/compose.ts`, and its parts in `src/compose/`. */
const composer = (name: string): Layer => outer(name, ['*'])
const COMPOSERS: readonly string[] = ['compose', 'compose/']

/** Commands that can be started as files of their own. */
const ENTRY_POINTS: ReadonlySet<string> = new Set(['src/workers/transcriber.ts', 'src/workers/worker.ts'])

/**
 * `src/adapters/fs/storage.ts` → `adapters/fs`, `src/domain/job/job.ts` → `domain`, `src/compose.ts` → `compose`,
 * `src/compose/workers.ts` → `compose/`.
 */
export const layerNameOf = (path: string): string => {
  if (ENTRY_POINTS.has(path)) return 'cli'
  const [, first = '', second = ''] = path.split('/')
  if (first === 'compose') return 'compose/'
  if (path.startsWith('src/client/node/')) return CLIENT_ON_NODE
  return first === 'adapters' ? `adapters/${second}` : first.replace(/\.ts$/, '')
}

/** Null for a file that belongs to no known layer. */
export const layerOf = (path: string): Layer | null => {
  const name = layerNameOf(path)
  if (COMPOSERS.includes(name)) return composer(name)
  if (name.startsWith('adapters/')) return adapter(name)
  return LAYERS.find((layer) => layer.name === name) ?? null
}
