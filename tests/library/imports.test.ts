import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readImports } from '../../scripts/dependency-rule/read-imports.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

interface Graph {
  readonly files: ReadonlySet<string>
  readonly packages: ReadonlySet<string>
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** What runs as soon as this file is imported. */
function importsOf(entry: string): Graph {
  const files = new Set<string>()
  const packages = new Set<string>()
  const waiting = [entry]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file) || file.endsWith('.json')) continue
    files.add(file)
    const source = readFileSync(`${ROOT}${file}`, 'utf8')
    for (const { specifier, isTypeOnly, isDynamic } of readImports(file, source).imports) {
      if (isTypeOnly || isDynamic || isBuiltin(specifier)) continue
      if (specifier.startsWith('.')) waiting.push(posix.join(posix.dirname(file), specifier))
      else packages.add(packageOf(specifier))
    }
  }
  return { files, packages }
}

const { peerDependencies, dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  readonly peerDependencies: Record<string, string>
  readonly dependencies: Record<string, string>
}

test('importing the library runs a handful of small files', () => {
  const { files, packages } = importsOf('src/index.ts')
  expect([...packages]).toEqual([])
  expect(files.size).toBeLessThan(5)
})

test.each([
  'src/library/open-chapterwise.ts',
  'src/cli/main.ts',
  'src/http/index.ts',
  'src/testing/index.ts',
  'src/client/index.ts',
  'src/adapters/local/index.ts',
  'src/adapters/openai/index.ts',
])('%s needs no package of a vendor', (entry) => {
  const { packages } = importsOf(entry)
  expect([...packages].filter((name) => name in peerDependencies)).toEqual([])
})

test('what opens the library needs what is installed with it', () => {
  const { files, packages } = importsOf('src/library/open-chapterwise.ts')
  expect(files.size).toBeGreaterThan(100)
  expect([...packages].filter((name) => !(name in dependencies))).toEqual([])
})

test.each([
  ['gemini', '@google/generative-ai'],
  ['redis', 'ioredis'],
  ['revai', 'revai-node-sdk'],
  ['supabase', '@supabase/supabase-js'],
])('the adapter %s needs its own package and that of no other vendor', (adapter, name) => {
  const { packages } = importsOf(`src/adapters/${adapter}/index.ts`)
  expect([...packages].filter((one) => one in peerDependencies)).toEqual([name])
})
