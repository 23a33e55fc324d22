import { readFile } from 'node:fs/promises'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { Manifest, Packed } from './pack.ts'

/** Old CommonJS resolution knows no `exports`, and the package has no CommonJS: what is left is as an importer sees it. */
const RESOLUTIONS: ReadonlySet<string> = new Set(['node16-esm', 'bundler'])

/** What publint and are-the-types-wrong have to say. */
export async function entryPointProblems(
  manifest: Manifest,
  { tarball }: Packed,
): Promise<readonly string[]> {
  const bytes = await readFile(tarball)
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
  })
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
    ...(await typeProblems(manifest, bytes)),
  ]
}

async function typeProblems(manifest: Manifest, tarball: Uint8Array): Promise<readonly string[]> {
  const entrypoints = Object.entries(manifest.exports).flatMap(([name, target]) =>
    typeof target === 'string' ? [] : [name],
  )
  const result = await checkPackage(createPackageFromTarballData(tarball), { entrypoints })
  if (result.types === false) return ['attw: the package has no types']
  return result.problems
    .filter((problem) => !('resolutionKind' in problem) || RESOLUTIONS.has(problem.resolutionKind))
    .map((problem) => `attw: ${JSON.stringify(problem)}`)
}
