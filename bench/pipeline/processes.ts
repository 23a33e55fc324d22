import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '../../tests/support/free-port.ts'
import { startChildChannel } from '../support/child-channel.ts'
import type { Answers, CandidateName, Request, Role, Settings } from './settings.ts'

export interface Child {
  readonly role: Role
  readonly pid: number
  ask<R extends Request>(request: R): Promise<Answers[R['do']]>
  stop(): Promise<void>
}

/** How many processes of each role. */
export type Shape = Readonly<Record<Role, number>>

export interface ClusterOptions
  extends Pick<Settings, 'databaseUrl' | 'redisUrl' | 'directory' | 'slots' | 'workMs'> {
  readonly runtimePath: string
  readonly candidate: CandidateName
  readonly shape: Shape
}

export interface Cluster {
  readonly children: readonly Child[]
  readonly apiPorts: readonly number[]
  stop(): Promise<void>
}

/** The processes of one candidate; workers share the APIs evenly. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { shape, runtimePath, ...settings } = options
  const directory = join(options.directory, options.candidate.replaceAll(' ', '-'))
  await mkdir(directory, { recursive: true })
  const ports = await Promise.all(Array.from({ length: shape.api }, findFreePort))
  const start = (role: Role, index: number) =>
    startChild(runtimePath, { ...settings, directory, role, apiPort: ports[index % ports.length] ?? 0 })
  const children: Child[] = []
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop()
  }
  try {
    for (const role of ['api', 'transcriber', 'worker'] as const)
      for (let index = 0; index < shape[role]; index += 1) children.push(await start(role, index))
  } catch (error) {
    await stop()
    throw error
  }
  return { children, apiPorts: ports, stop }
}

async function startChild(runtimePath: string, settings: Settings): Promise<Child> {
  const script = fileURLToPath(new URL('./process.ts', import.meta.url))
  const name = `${settings.role} of ${settings.candidate}`
  const channel = await startChildChannel(name, runtimePath, [script, JSON.stringify(settings)])
  // The process answers as `Answers` says; see process.ts.
  return { role: settings.role, ...channel } as Child
}
