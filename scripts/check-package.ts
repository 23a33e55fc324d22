// `npm run check:package`: installs what npm would publish into an empty project, and uses it there as others do. Needs
// the npm registry.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPackage } from './build-package.ts'
import { TSC } from './compiler.ts'
import { createProject, install, installNode, type Project, readmeBlock } from './package/install.ts'
import { pack, readManifest, typedEntries } from './package/pack.ts'
import { freePort, runEmbed } from './package/run-embed.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name)
const NODE_22 = join(ROOT, 'node_modules/node/bin/node')
const NODE_24_VERSION = '24.9.0'
const TOKEN = 'secret'
const MANIFEST = readManifest(ROOT)
const VENDORS = ['@google/generative-ai', '@supabase/supabase-js', 'ioredis', 'revai-node-sdk']

const embed = readmeBlock(ROOT, 'Embed it', 'ts')

async function runsOn(project: Project, program: string): Promise<void> {
  const port = await freePort()
  const here = embed.replace('listen(3000)', `listen(${port})`)
  if (here === embed) throw new Error('the port of the embed was not found')
  project.write('embed.mjs', here)
  await runEmbed([program, 'embed.mjs'], { cwd: project.directory, port, token: TOKEN })
}

/** Entry points whose types need what only users of that adapter install. */
const OF_VENDORS = ['./adapters/gemini', './adapters/redis', './adapters/revai', './adapters/supabase']

const RESOLUTIONS = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const

async function typesResolve(project: Project, resolution: keyof typeof RESOLUTIONS): Promise<void> {
  const entries = typedEntries(MANIFEST).filter(({ name }) => !OF_VENDORS.includes(name))
  const imports = entries.map(
    ({ name }, index) => `import type * as entry${index} from '${MANIFEST.name}${name.slice(1)}'`,
  )
  project.write('embed.ts', `${embed}\n${imports.join('\n')}\n`)
  const used = entries.map((_, index) => `export type Entry${index} = keyof typeof entry${index}`)
  project.write('entries.ts', `${imports.join('\n')}\n${used.join('\n')}\n`)
  project.write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        ...{
          target: 'es2023',
          lib: ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable'],
          types: ['node'],
          noEmit: true,
        },
        ...{
          strict: true,
          noUncheckedIndexedAccess: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: true,
        },
        ...RESOLUTIONS[resolution],
      },
      files: ['embed.ts', 'entries.ts'],
    }),
  )
  await project.run(TSC, '--project', 'tsconfig.json')
}

async function hasNoVendor(project: Project): Promise<void> {
  const listed = await project.run('npm', 'ls', '--all', '--parseable')
  const found = VENDORS.filter((vendor) => listed.includes(`node_modules/${vendor}`))
  if (found.length > 0) throw new Error(`${found.join(', ')} came with it`)
}

async function namesMissing(project: Project, program: string): Promise<void> {
  project.write(
    'vendor.mjs',
    `import { createChapterwise } from 'chapterwise'
const options = [
  { gemini: { apiKey: 'k' } }, { revAi: { apiKey: 'k' } }, { redisUrl: 'redis://127.0.0.1:1' },
  { supabase: { url: 'http://127.0.0.1:1', secretKey: 'sb_secret_k' } },
]
for (const one of options) {
  await createChapterwise({ dataDir: 'vendors', logLevel: 'silent', ...one }).then(() => console.log('started'), (error) => console.log(error.message))
}`,
  )
  const printed = (await project.run(program, 'vendor.mjs')).trim().split('\n')
  const expected = [
    'gemini.apiKey needs the package @google/generative-ai: npm install @google/generative-ai',
    'revAi.apiKey needs the package revai-node-sdk: npm install revai-node-sdk',
    'redisUrl needs the package ioredis: npm install ioredis',
    'supabase.secretKey needs the package @supabase/supabase-js: npm install @supabase/supabase-js',
  ]
  if (printed.join('\n') !== expected.join('\n')) throw new Error(`it said\n${printed.join('\n')}`)
}

async function hasCommand(project: Project): Promise<void> {
  await project.run(NODE_22, 'node_modules/chapterwise/dist/cli/main.js', '--version')
}

async function importsQuickly(project: Project): Promise<string> {
  const source = `const start = performance.now(); await import('chapterwise'); console.log(Math.round(performance.now() - start) + ' ms')`
  return (await project.run(NODE_22, '--input-type=module', '--eval', source)).trim()
}

const directory = mkdtempSync(join(tmpdir(), 'chapterwise-install-'))
let failed = 0

async function step(name: string, run: () => Promise<unknown>): Promise<void> {
  const startedMs = performance.now()
  const outcome = await run().then(
    (remark) => `ok    ${name}${typeof remark === 'string' ? ` (${remark})` : ''}`,
    (error) => {
      failed += 1
      return `FAIL  ${name}: ${error instanceof Error ? error.message : error}`
    },
  )
  console.log(`${outcome}  ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
}

try {
  await buildPackage()
  const { tarball } = await pack(ROOT, directory)
  const project = createProject(join(directory, 'project'))
  await step('npm install', async () => void (await install(project, tarball)))
  await step('npm ls shows no package of a vendor', () => hasNoVendor(project))
  await step('the README runs on Node 22', () => runsOn(project, NODE_22))
  await step('the README runs on Bun', () => runsOn(project, bin('bun')))
  await step('the README runs on Node 24', async () => {
    const other = createProject(join(directory, 'node-24'))
    await runsOn(project, await installNode(other, NODE_24_VERSION))
  })
  await step('a missing package of a vendor is named', () => namesMissing(project, NODE_22))
  await step('the command is there', () => hasCommand(project))
  await step('import, on Node 22', () => importsQuickly(project))
  await step(
    'npm install @types/node',
    async () => void (await install(project, '--save-dev', '@types/node@22')),
  )
  await step('types resolve, node16', () => typesResolve(project, 'node16'))
  await step('types resolve, bundler', () => typesResolve(project, 'bundler'))
} finally {
  rmSync(directory, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1
