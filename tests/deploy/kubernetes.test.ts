import { describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { missingVariables, type Role } from '../../src/compose/roles.ts'
import { CONFIG_VARIABLES, parseConfig } from '../../src/config.ts'
import { createTestApi } from '../support/http-api.ts'
import { type Manifest, parseCommand, pathOf, readDeployFile, readManifests, readYaml } from './files.ts'

interface Container {
  readonly image: string
  readonly args: readonly string[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly envFrom: readonly Record<string, { readonly name: string }>[]
  readonly resources: { readonly requests: Record<string, string>; readonly limits: Record<string, string> }
  readonly securityContext: object
  readonly volumeMounts: readonly { readonly name: string }[]
  readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } }
}

interface PodSpec {
  readonly containers: readonly [Container]
  readonly securityContext: object
  readonly automountServiceAccountToken: boolean
  readonly volumes: readonly {
    readonly name: string
    readonly persistentVolumeClaim?: { claimName: string }
  }[]
}

interface Validating {
  validate(): void
}

const manifests = readManifests()
const ofKind = (kind: string): readonly Manifest[] => manifests.filter((manifest) => manifest.kind === kind)
const named = (kind: string, name: string) => ofKind(kind).find(({ metadata }) => metadata.name === name)
const podOf = ({ spec }: Manifest): PodSpec => (spec as { template: { spec: PodSpec } }).template.spec
const labelsOf = ({ spec }: Manifest): Record<string, string> =>
  (spec as { template: { metadata: { labels: Record<string, string> } } }).template.metadata.labels
const deployments = ofKind('Deployment').map((manifest) => [manifest.metadata.name, manifest] as const)
const settings = (ofKind('ConfigMap')[0]?.data ?? {}) as Record<string, string>

/** Names that a comment of settings.yaml asks the Secret to have. */
const secretNames = [...readDeployFile('kubernetes/settings.yaml').matchAll(/--from-literal=(\w+)=/g)].map(
  ([, name]) => name ?? '',
)

const modelOf = async ({ apiVersion, kind }: Manifest): Promise<new (data: object) => Validating> => {
  const from = apiVersion.startsWith('keda.sh/') ? '@kubernetes-models/keda' : 'kubernetes-models'
  return (await import(`${from}/${apiVersion}`))[kind]
}

describe.each(
  manifests.map(
    (manifest) => [`${manifest.file}: ${manifest.kind} ${manifest.metadata.name}`, manifest] as const,
  ),
)('%s', (_name, manifest) => {
  test('satisfies the schema of its kind', async () => {
    const { file: _file, ...content } = manifest
    const Model = await modelOf(manifest)
    expect(() => new Model(content).validate()).not.toThrow()
  })
})

test('a manifest with a mistake would not satisfy its schema', async () => {
  const Model = await modelOf({ apiVersion: 'apps/v1', kind: 'Deployment' } as Manifest)
  const spec = { replicas: 'two', selector: {}, template: {} }
  expect(() => new Model({ metadata: { name: 'x' }, spec }).validate()).toThrow('replicas')
})

test('the kustomization lists every file, and no other', () => {
  const { resources } = readYaml('kubernetes/kustomization.yaml')
  expect([...resources].sort()).toEqual([...new Set(manifests.map(({ file }) => file))].sort())
  for (const file of resources) expect(existsSync(pathOf(`kubernetes/${file}`))).toBe(true)
})

describe.each(deployments)('%s', (_name, deployment) => {
  const pod = podOf(deployment)
  const [container] = pod.containers

  test('runs a command that there is, with the settings that its role needs', async () => {
    const { command } = await parseCommand(container.args)
    for (const variable of [...Object.keys(settings), ...secretNames]) {
      expect(CONFIG_VARIABLES).toContain(variable as never)
    }
    const secrets = Object.fromEntries(secretNames.map((name) => [name, exampleOf(name)]))
    const config = parseConfig({ ...settings, ...secrets })._unsafeUnwrap()
    expect(missingVariables(command as Role, config)).toEqual([])
  })

  test('takes settings and secrets by reference', () => {
    expect(container.envFrom).toEqual([
      { configMapRef: { name: 'chapterwise-settings' } },
      { secretRef: { name: 'chapterwise-secrets' } },
    ])
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([])
    expect(named('ConfigMap', 'chapterwise-settings')).toBeDefined()
  })

  test('is probed where it listens, at paths that the API describes', () => {
    const isApi = container.args[0] === 'api'
    const port = Number(isApi ? settings.API_PORT : settings.WORKER_PORT)
    expect(container.ports).toEqual([{ name: 'http', containerPort: port }])
    const { paths } = parse(readFileSync(pathOf('../openapi.yaml'), 'utf8'))
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe]
    expect(probes.map((probe) => probe?.httpGet)).toEqual([
      { path: '/healthz', port: 'http' },
      { path: '/healthz', port: 'http' },
      { path: '/readyz', port: 'http' },
    ])
    for (const probe of probes) expect(paths).toHaveProperty([probe?.httpGet.path ?? ''])
  })

  test('may do nothing that it need not do', () => {
    expect(pod.automountServiceAccountToken).toBe(false)
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(Object.keys(container.resources.requests).sort()).toEqual(['cpu', 'memory'])
    expect(Object.keys(container.resources.limits)).toEqual(['memory'])
  })

  test('has every volume that it mounts', () => {
    const volumes = new Map(pod.volumes.map((volume) => [volume.name, volume]))
    for (const { name } of container.volumeMounts) expect(volumes.has(name)).toBe(true)
    const claim = volumes.get('data')?.persistentVolumeClaim?.claimName ?? ''
    expect(named('PersistentVolumeClaim', claim)).toBeDefined()
  })

  test('has a disruption budget that means its pods', () => {
    const budget = named('PodDisruptionBudget', deployment.metadata.name) as never as {
      spec: { selector: { matchLabels: Record<string, string> } }
    }
    expect(labelsOf(deployment)).toMatchObject(budget.spec.selector.matchLabels)
  })
})

/** A value that the configuration takes. */
const exampleOf = (name: string): string =>
  ({ DATABASE_URL: 'postgres://db/chapterwise', REDIS_URL: 'rediss://redis:6379' })[name] ?? `${name}-value`

test('the number of workers follows a metric that there is', async () => {
  const metrics = await (await createTestApi().call('/metrics', { token: null })).text()
  const series = [...metrics.matchAll(/^(\w+)\{([^}]*)\} /gm)].map(([, name, labels]) => ({ name, labels }))
  const scaled = ofKind('ScaledObject') as never as readonly {
    spec: { scaleTargetRef: { name: string }; triggers: readonly { metadata: { query: string } }[] }
  }[]
  expect(scaled.length).toBe(2)
  for (const { spec } of scaled) {
    expect(named('Deployment', spec.scaleTargetRef.name)).toBeDefined()
    const query = spec.triggers[0]?.metadata.query ?? ''
    const [, name, types, states] = /(\w+)\{type=~?"([^"]+)", state=~"([^"]+)"\}/.exec(query) ?? []
    for (const type of types?.split('|') ?? []) {
      for (const state of states?.split('|') ?? []) {
        expect(series).toContainEqual({ name, labels: `type="${type}",state="${state}"` })
      }
    }
  }
})

test('the service and the policies mean pods that there are', () => {
  const service = named('Service', 'chapterwise-api') as never as {
    spec: { selector: Record<string, string>; ports: { port: number; targetPort: string }[] }
  }
  const api = named('Deployment', 'chapterwise-api')
  if (api === undefined) throw new Error('there is no API')
  expect(labelsOf(api)).toMatchObject(service.spec.selector)
  expect(new URL(settings.API_BASE_URL ?? '').hostname).toBe('chapterwise-api')
  expect(Number(new URL(settings.API_BASE_URL ?? '').port)).toBe(service.spec.ports[0]?.port ?? 0)
  for (const policy of ofKind('NetworkPolicy')) {
    const { podSelector } = policy.spec as { podSelector: { matchLabels: Record<string, string> } }
    const meant = deployments.filter(([, deployment]) =>
      Object.entries(podSelector.matchLabels).every(([name, value]) => labelsOf(deployment)[name] === value),
    )
    expect([policy.metadata.name, meant.length > 0]).toEqual([policy.metadata.name, true])
  }
})
