import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProcess } from '../run-process.ts'

export interface Packed {
  readonly tarball: string
  /** Paths in the package. */
  readonly files: readonly string[]
  readonly unpackedBytes: number
}

/** What npm would publish, into this directory; `dist/` must have been built. */
export async function pack(root: string, directory: string): Promise<Packed> {
  const { code, output } = await runProcess(
    ['npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', directory],
    { cwd: root },
  )
  if (code !== 0) throw new Error(output)
  const [packed] = JSON.parse(output.slice(output.indexOf('['))) as [NpmPacked]
  return {
    tarball: join(directory, packed.filename),
    files: packed.files.map(({ path }) => path),
    unpackedBytes: packed.unpackedSize,
  }
}

interface NpmPacked {
  readonly filename: string
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

export interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly bin: Readonly<Record<string, string>>
}

export const readManifest = (root: string): Manifest =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

/** Entry points with types: their names, and their declarations below `dist/`. */
export const typedEntries = ({ exports }: Manifest): readonly { name: string; types: string }[] =>
  Object.entries(exports).flatMap(([name, target]) =>
    typeof target === 'string' ? [] : [{ name, types: target.types }],
  )
