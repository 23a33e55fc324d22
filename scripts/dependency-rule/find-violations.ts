import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, posix } from 'node:path'
import { type Layer, layerNameOf, layerOf } from './layers.ts'
import { type FileImports, readImports } from './read-imports.ts'

export interface Violation {
  /** Relative to the root, with `/`. */
  readonly file: string
  readonly message: string
}

interface SourceFile extends FileImports {
  readonly path: string
}

const readSources = (rootDirectory: string): readonly SourceFile[] =>
  globSync('src/**/*.ts', { cwd: rootDirectory })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, ...readImports(path, readFileSync(join(rootDirectory, path), 'utf8')) }))

const isRelative = (specifier: string): boolean => specifier.startsWith('.')

const targetOf = (file: string, specifier: string): string =>
  posix.normalize(posix.join(dirname(file), specifier))

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const mayImportFile = (layer: Layer, target: string): boolean => {
  if (target === 'package.json') return layer.packages === 'any'
  if (!target.startsWith('src/')) return false
  const name = layerNameOf(target)
  return name === layer.name || layer.mayImport.includes(name) || layer.mayImport.includes('*')
}

const mayImportPackage = (layer: Layer, specifier: string): boolean =>
  layer.packages === 'any' || (!isBuiltin(specifier) && layer.packages.includes(packageOf(specifier)))

const violationsOf = (file: SourceFile): readonly Violation[] => {
  const layer = layerOf(file.path)
  if (layer === null) return [{ file: file.path, message: 'belongs to no layer of DESIGN §2' }]
  const imports = file.imports
    .filter(({ specifier }) =>
      isRelative(specifier)
        ? !mayImportFile(layer, targetOf(file.path, specifier))
        : !mayImportPackage(layer, specifier),
    )
    .map(({ specifier }) => `${layer.name} may not import ${specifier}`)
  const environment =
    file.readsEnvironment && !layer.maySeeEnvironment ? ['only src/config.ts reads the environment'] : []
  return [...imports, ...environment].map((message) => ({ file: file.path, message }))
}

/** Each cycle once, as the path that closes it. Type-only imports are gone at run time and make no cycle. */
const findCycles = (files: readonly SourceFile[]): readonly Violation[] => {
  const targets = new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .filter(({ specifier, isTypeOnly }) => isRelative(specifier) && !isTypeOnly)
        .map(({ specifier }) => targetOf(path, specifier)),
    ]),
  )
  const done = new Set<string>()
  const cycles: Violation[] = []
  const follow = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      cycles.push({ file: path, message: `cycle: ${[...trail.slice(start), path].join(' → ')}` })
      return
    }
    if (done.has(path)) return
    for (const target of targets.get(path) ?? []) follow(target, [...trail, path])
    done.add(path)
  }
  for (const { path } of files) follow(path, [])
  return cycles
}

/** What `src/` below `rootDirectory` imports against the rule; empty when the arrows hold. */
export const findViolations = (rootDirectory: string): readonly Violation[] => {
  const files = readSources(rootDirectory)
  return [...files.flatMap(violationsOf), ...findCycles(files)]
}
