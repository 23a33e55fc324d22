import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { findFreePort } from './free-port.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { waitUntil } from './wait-until.ts'

export interface ScrapeJob {
  readonly job: string
  /** Host and port. */
  readonly targets: readonly string[]
}

export interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

export interface PrometheusServer {
  /** An instant query; throws what Prometheus says of an expression that it can't read. */
  query(expression: string): Promise<readonly Series[]>
  /** Groups of rules as it loaded them. */
  rules(): Promise<
    readonly { readonly rules: readonly { readonly name: string; readonly health: string }[] }[]
  >
  remove(): Promise<void>
}

/** A real Prometheus on a free port that scrapes every second; its files go with it. */
export async function startPrometheus(
  jobs: readonly ScrapeJob[],
  ruleFiles: readonly string[],
): Promise<PrometheusServer> {
  const [directory, port] = await Promise.all([temporaryDirectory(), findFreePort()])
  const configuration = join(directory.path, 'prometheus.yaml')
  await writeFile(
    configuration,
    stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ruleFiles,
      scrape_configs: jobs.map(({ job, targets }) => ({ job_name: job, static_configs: [{ targets }] })),
    }),
  )
  const child = spawn(
    'prometheus',
    [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${join(directory.path, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  )
  const url = `http://127.0.0.1:${port}`
  const ready = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  const ask = async (path: string, parameters: Readonly<Record<string, string>> = {}) => {
    const answer = (await (
      await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`)
    ).json()) as {
      status: string
      error?: string
      data: never
    }
    if (answer.status !== 'success') throw new Error(`${parameters.query}: ${answer.error}`)
    return answer.data as {
      result: readonly Series[]
      groups: Awaited<ReturnType<PrometheusServer['rules']>>
    }
  }
  const remove = async () => {
    if (child.exitCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
    await directory.remove()
  }
  try {
    await waitUntil(ready, Boolean)
  } catch (error) {
    await remove()
    throw error
  }
  return {
    query: async (query) => (await ask('query', { query })).result,
    rules: async () => (await ask('rules')).groups,
    remove,
  }
}
