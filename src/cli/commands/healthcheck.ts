import type { ResultAsync } from 'neverthrow'
import { createChapterwiseClient } from '../../client/node/index.ts'
import { call } from '../call.ts'
import { type Surroundings, serverUrl } from '../connect.ts'
import type { Failure } from '../failure.ts'
import { requireReadiness } from '../require-readiness.ts'

export interface HealthcheckOptions {
  /** Only whether the process lives. */
  readonly live?: boolean | undefined
  readonly port?: number | undefined
}

/**
 * `chapterwise healthcheck`: exit code 0 when the process on this machine is ready, 1 when it is not, 3 when it does
 * not answer. For supervisors of containers, which have no other program to ask with.
 */
export const healthcheck = (
  { config, signal }: Surroundings,
  options: HealthcheckOptions,
): ResultAsync<void, Failure> => {
  // Not API_BASE_URL: that is where the world reaches it, perhaps by another process.
  const beside = { ...config, API_BASE_URL: undefined, API_PORT: options.port ?? config.API_PORT }
  const client = createChapterwiseClient({ baseUrl: serverUrl(beside) })
  return options.live === true ? call(() => client.probe({ signal })) : requireReadiness(client, signal)
}
