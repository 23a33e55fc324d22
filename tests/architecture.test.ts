import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findViolations } from '../scripts/dependency-rule/find-violations.ts'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chapterwise-architecture-'))
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

const violationsWith = (files: Readonly<Record<string, string>>): readonly string[] => {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), source)
  }
  return findViolations(root).map(({ file, message }) => `${file}: ${message}`)
}

describe('the dependency rule', () => {
  test('holds in this repository', () => {
    expect(findViolations(fileURLToPath(new URL('..', import.meta.url)))).toEqual([])
  })

  test('fails when a domain file imports an adapter', () => {
    const violations = violationsWith({
      'src/domain/job/job.ts':
        "import type { Sql } from '../../adapters/postgres/connection.ts'\nexport type X = Sql",
      'src/adapters/postgres/connection.ts': 'export type Sql = string',
    })
    expect(violations).toEqual([
      'src/domain/job/job.ts: domain may not import ../../adapters/postgres/connection.ts',
    ])
  })

  test.each([
    ['src/domain/a.ts', 'node:fs'],
    ['src/domain/a.ts', 'zod'],
    ['src/domain/a.ts', '../ports/clock.ts'],
    ['src/domain/a.ts', '../config.ts'],
    ['src/domain/a.ts', '../../scripts/check.ts'],
    ['src/ports/a.ts', '../usecases/search.ts'],
    ['src/ports/a.ts', 'postgres'],
    ['src/usecases/a.ts', 'node:crypto'],
    ['src/usecases/a.ts', 'hono'],
    ['src/usecases/a.ts', '../adapters/memory/queue.ts'],
    ['src/adapters/fs/a.ts', '../memory/storage.ts'],
    ['src/adapters/local/llm/a.ts', '../../openai/llm.ts'],
    ['src/adapters/direct/a.ts', '../../usecases/run-job.ts'],
    ['src/adapters/fs/a.ts', '../../config.ts'],
    ['src/http/a.ts', '../adapters/fs/storage.ts'],
    ['src/http/a.ts', '../compose.ts'],
    ['src/workers/a.ts', '../adapters/system/clock.ts'],
    ['src/cli/a.ts', '../adapters/fs/storage.ts'],
    ['src/cli/a.ts', '../http/app.ts'],
    ['src/cli/a.ts', '../compose/engines.ts'],
    ['src/index.ts', './adapters/memory/queue.ts'],
    ['src/client/a.ts', 'node:fs'],
    ['src/client/a.ts', 'zod'],
    ['src/client/a.ts', './node/index.ts'],
    ['src/client/a.ts', '../domain/job/job.ts'],
    ['src/client/node/a.ts', '../../http/app.ts'],
  ])('%s may not import %s', (file, specifier) => {
    const layer = file.replace(/^src\//, '')
    const violations = violationsWith({ [file]: `export * from '${specifier}'` })
    expect(violations).toHaveLength(1)
    expect(violations[0]).toContain(`may not import ${specifier}`)
    expect(violations[0]).toContain(layer)
  })

  test.each([
    ['src/domain/job/a.ts', 'neverthrow'],
    ['src/domain/job/a.ts', '../transcript/transcript.ts'],
    ['src/ports/a.ts', '../domain/job/job.ts'],
    ['src/usecases/a.ts', '../ports/clock.ts'],
    ['src/adapters/fs/a.ts', 'node:fs'],
    ['src/adapters/fs/a.ts', '../system/clock.ts'],
    ['src/adapters/local/llm/a.ts', '../thread/run.ts'],
    ['src/adapters/postgres/a.ts', '../../ports/queue.ts'],
    ['src/http/a.ts', 'hono/cors'],
    ['src/cli/a.ts', '../compose.ts'],
    ['src/cli/a.ts', '../client/node/index.ts'],
    ['src/client/uploads/a.ts', '../connect.ts'],
    ['src/client/node/a.ts', '../connect.ts'],
    ['src/client/node/a.ts', 'node:fs'],
    ['src/compose.ts', './adapters/memory/queue.ts'],
    ['src/compose.ts', './compose/engines.ts'],
    ['src/compose/engines.ts', '../adapters/openai/llm.ts'],
  ])('%s may import %s', (file, specifier) => {
    expect(violationsWith({ [file]: `export * from '${specifier}'` })).toEqual([])
  })

  test.each([
    ["import type { A } from '../adapters/fs/a.ts'\nexport type B = A"],
    ["export type B = import('../adapters/fs/a.ts').A"],
    ["export const b = () => import('../adapters/fs/a.ts')"],
    ["export * from '../adapters/fs/a.ts'"],
    ["export { a } from '../adapters/fs/a.ts'"],
    ["import '../adapters/fs/a.ts'"],
  ])('sees every way to import: %s', (source) => {
    expect(violationsWith({ 'src/usecases/a.ts': source })).toHaveLength(1)
  })

  test('finds a cycle', () => {
    const violations = violationsWith({
      'src/domain/a.ts': "export { b as a } from './b.ts'",
      'src/domain/b.ts': "import { c } from './c.ts'\nexport const b = c",
      'src/domain/c.ts': "export const c = () => import('./a.ts')",
    })
    expect(violations).toEqual([
      'src/domain/a.ts: cycle: src/domain/a.ts → src/domain/b.ts → src/domain/c.ts → src/domain/a.ts',
    ])
  })

  test('types that name each other are no cycle', () => {
    const violations = violationsWith({
      'src/domain/a.ts': "import type { B } from './b.ts'\nexport type A = B[]",
      'src/domain/b.ts': "import { a } from './a.ts'\nexport type B = typeof a",
    })
    expect(violations).toEqual([])
  })

  test.each([
    ["export const a = process.env['HOME']"],
    ['export const a = process.env.HOME'],
    ['export const a = Bun.env.HOME'],
    ["import { env } from 'node:process'\nexport const a = env"],
    ["import process from 'node:process'\nexport const a = process"],
  ])('only config.ts reads the environment: %s', (source) => {
    const message = 'src/cli/a.ts: only src/config.ts reads the environment'
    expect(violationsWith({ 'src/cli/a.ts': source, 'src/config.ts': source })).toEqual([message])
  })

  test('a file outside every layer is refused', () => {
    expect(violationsWith({ 'src/helpers/a.ts': 'export const a = 1' })).toEqual([
      'src/helpers/a.ts: belongs to no layer of DESIGN §2',
    ])
  })
})
