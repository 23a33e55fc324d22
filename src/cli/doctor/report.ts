import { mkdir, statfs } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Result } from 'neverthrow'
import { createChapterwiseClient } from '../../client/node/index.ts'
import type { Config, ConfigIssue } from '../../config.ts'
import { call } from '../call.ts'
import { serverUrl } from '../connect.ts'
import { packageVersion, runtimeVersion } from '../version.ts'
import { inspectPrograms, type ProgramReport } from './programs.ts'
import { describeSettings, type Setting } from './settings.ts'

export interface DoctorCheck {
  readonly name: string
  readonly ok: boolean
  readonly detail?: string | undefined
}

export interface DoctorReport {
  readonly version: string
  readonly runtime: string
  readonly configurationIssues: readonly ConfigIssue[]
  readonly settings: readonly Setting[]
  readonly dataDirectory: { readonly path: string; readonly freeBytes: number | null } | null
  /** The server that runs with this configuration, if one answers; the checks are then its own. */
  readonly runningServer: string | null
  readonly adapters: readonly { readonly port: string; readonly adapter: string; readonly reason: string }[]
  readonly programs: readonly ProgramReport[]
  readonly checks: readonly DoctorCheck[]
  readonly canRunJobs: boolean
}

const freeBytes = async (path: string): Promise<number | null> => {
  try {
    await mkdir(path, { recursive: true })
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    return null
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

type Inspection = Pick<DoctorReport, 'adapters' | 'checks'>

/** Builds the application, asks it, and closes it. */
const inspectApplication = async (config: Config): Promise<Inspection> => {
  try {
    const { createApplication } = await import('../../compose.ts')
    const application = await createApplication({ ...config, LOG_LEVEL: 'silent' }, { databaseWaitMs: 0 })
    try {
      return { adapters: application.describe(), checks: await application.readiness() }
    } finally {
      await application.close()
    }
  } catch (error) {
    return { adapters: [], checks: [{ name: 'start', ok: false, detail: messageOf(error) }] }
  }
}

/** A server that runs holds the data directory: ask it rather than open it twice. */
const inspectServer = async (config: Config, signal: AbortSignal): Promise<Inspection | null> => {
  const client = createChapterwiseClient({ baseUrl: serverUrl(config) })
  if ((await call(() => client.probe({ signal }))).isErr()) return null
  return (await call(() => client.readiness({ signal }))).match(
    ({ checks }) => ({ adapters: [], checks }),
    ({ message }) => ({ adapters: [], checks: [{ name: 'readiness', ok: false, detail: message }] }),
  )
}

export const inspectSystem = async (
  configuration: Result<Config, readonly ConfigIssue[]>,
  signal: AbortSignal,
): Promise<DoctorReport> => {
  const common = { version: packageVersion(), runtime: runtimeVersion(), programs: await inspectPrograms() }
  if (configuration.isErr()) {
    return {
      ...common,
      configurationIssues: configuration.error,
      settings: [],
      dataDirectory: null,
      runningServer: null,
      adapters: [],
      checks: [],
      canRunJobs: false,
    }
  }
  const config = configuration.value
  const path = resolve(config.DATA_DIR)
  const ofServer = await inspectServer(config, signal)
  const { adapters, checks } = ofServer ?? (await inspectApplication(config))
  return {
    ...common,
    configurationIssues: [],
    settings: describeSettings(config),
    dataDirectory: { path, freeBytes: await freeBytes(path) },
    runningServer: ofServer === null ? null : serverUrl(config),
    adapters,
    checks,
    canRunJobs: checks.every(({ ok }) => ok),
  }
}
