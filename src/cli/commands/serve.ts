import { once } from 'node:events'
import { join } from 'node:path'
import { ResultAsync } from 'neverthrow'
import type { Application } from '../../compose.ts'
import type { Config } from '../../config.ts'
import { type Surroundings, startFailure } from '../connect.ts'
import type { Failure } from '../failure.ts'
import { refuseIncomplete } from '../role-requirements.ts'
import type { TerminalStream } from '../terminal.ts'
import { packageVersion, runtimeVersion } from '../version.ts'

export interface ServeOptions {
  readonly host?: string | undefined
  readonly port?: number | undefined
}

const describeLogin = ({ config, adminToken }: Application): readonly string[] => {
  if (adminToken === null) {
    const ways = [
      ...(config.ADMIN_TOKENS.length > 0 ? [`${config.ADMIN_TOKENS.length} in ADMIN_TOKENS`] : []),
      ...(config.SUPABASE_URL === undefined ? [] : [`Supabase Auth of ${config.SUPABASE_URL}`]),
    ]
    return [ways.join('; ')]
  }
  const file = join(config.DATA_DIR, 'admin-token')
  return adminToken.isNew
    ? [adminToken.token, `made for this data directory, kept in ${file}, shown this once`]
    : [`in ${file}`]
}

/** What someone wants to know who just started a server; on standard error, as logs are. */
export const showBanner = (notes: TerminalStream, application: Application, url: string): void => {
  const row = (label: string, value: string): void =>
    notes.line(`  ${notes.style('dim', label.padEnd(12))} ${value}`)
  notes.line(`${notes.style('bold', `chapterwise ${packageVersion()}`)} on ${runtimeVersion()}`)
  row('API', `${url}/api/v1`)
  row('docs', `${url}/docs`)
  row('data', application.config.DATA_DIR)
  const [token = '', ...remarks] = describeLogin(application)
  row('admin token', token)
  for (const remark of remarks) row('', remark)
  for (const { port, adapter, reason } of application.describe()) row(port, `${adapter} (${reason})`)
}

const startServer = async (
  config: Config,
  role: 'serve' | 'api',
  { terminal: { notes }, signal }: Surroundings,
): Promise<Application> => {
  const { createApplication } = await import('../../compose.ts')
  // A supervisor starts it again, and nothing is lost; going on without a database would only answer 503.
  const onDatabaseFailure = () => process.exit(1)
  const application = await createApplication(config, { role, signal, onDatabaseFailure })
  try {
    const { url } = await application.listen()
    application.start()
    showBanner(notes, application, url)
    for (const { name, ok, detail } of await application.readiness()) {
      if (!ok) notes.line(notes.style('yellow', `  jobs can't run yet: ${name}: ${detail ?? 'not ready'}`))
    }
    return application
  } catch (error) {
    await application.close()
    throw error
  }
}

/** `chapterwise serve`: the API and the workers, until a signal comes; `chapterwise api`: the API alone. */
export const serve = (
  surroundings: Surroundings,
  role: 'serve' | 'api',
  options: ServeOptions,
): ResultAsync<void, Failure> => {
  const { config, terminal, signal } = surroundings
  const wanted = {
    ...config,
    API_HOST: options.host ?? config.API_HOST,
    API_PORT: options.port ?? config.API_PORT,
  }
  return refuseIncomplete(role, wanted)
    .asyncAndThen(() => ResultAsync.fromThrowable(startServer, startFailure)(wanted, role, surroundings))
    .map(async (application) => {
      if (!signal.aborted) await once(signal, 'abort')
      terminal.notes.line('Stopping; running jobs are given back. Interrupt again to stop at once.')
      await application.close()
    })
}
