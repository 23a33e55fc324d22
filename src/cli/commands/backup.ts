import { createReadStream } from 'node:fs'
import { access, link, open, rm } from 'node:fs/promises'
import { err, errAsync, ok, okAsync, type Result, ResultAsync } from 'neverthrow'
import { createChapterwiseClient } from '../../client/node/index.ts'
import type { BackupArchive } from '../../ports/backup.ts'
import type { PortError } from '../../ports/port-error.ts'
import type { ByteStream } from '../../ports/storage.ts'
import { call } from '../call.ts'
import { findToken, type Surroundings, serverUrl } from '../connect.ts'
import { EXIT, type Failure, failure } from '../failure.ts'
import { formatBytes } from '../format.ts'

export interface BackupOptions {
  readonly url?: string | undefined
  readonly token?: string | undefined
}

/** It holds every secret of the system. */
const FILE_MODE = 0o600
const GUIDE = 'docs/operations.md says how a PostgreSQL server and a bucket are backed up.'

/** `chapterwise backup <file>`: asks the server that runs, else opens the data directory of one that is stopped. */
export const backup = (
  surroundings: Surroundings,
  file: string,
  options: BackupOptions,
): ResultAsync<void, Failure> =>
  refuseExisting(file)
    .andThen(() => openArchive(surroundings, options))
    .andThen((archive) => new ResultAsync(keep(surroundings, archive, file)))

const refuseExisting = (file: string): ResultAsync<void, Failure> =>
  ResultAsync.fromSafePromise(
    access(file).then(
      () => true,
      () => false,
    ),
  ).andThen((exists) =>
    exists ? err(failure(EXIT.usage, `${file} exists. Name a new file.`)) : ok(undefined),
  )

const openArchive = (
  surroundings: Surroundings,
  options: BackupOptions,
): ResultAsync<BackupArchive, Failure> => {
  const { config, signal } = surroundings
  const url = options.url ?? serverUrl(config)
  return ResultAsync.fromSafePromise(findToken(config, options.token)).andThen((token) => {
    const client = createChapterwiseClient({ baseUrl: url, token })
    return call(() => client.probe({ signal }))
      .andThen(() => askServer(url, token, signal))
      .orElse((problem): ResultAsync<BackupArchive, Failure> => {
        const mayBeStopped = problem.exitCode === EXIT.unreachable && options.url === undefined
        if (!mayBeStopped) return errAsync(problem)
        if (config.DATABASE_URL !== undefined) {
          return errAsync(failure(EXIT.usage, 'The data is in the server that DATABASE_URL names.', GUIDE))
        }
        return openStopped(surroundings, url)
      })
  })
}

const openStopped = (
  { config, terminal }: Surroundings,
  url: string,
): ResultAsync<BackupArchive, Failure> => {
  terminal.notes.line(
    terminal.notes.style('dim', `No server at ${url}; reading ${config.DATA_DIR} while it is stopped.`),
  )
  return ResultAsync.fromSafePromise(import('../../compose.ts')).andThen(({ openStoppedBackup }) =>
    openStoppedBackup(config).mapErr(toFailure),
  )
}

const toFailure = ({ kind, message }: PortError): Failure =>
  failure(kind === 'permanent' ? EXIT.usage : EXIT.unreachable, message)

const unreachable = (error: unknown): Failure =>
  failure(EXIT.unreachable, error instanceof Error ? error.message : String(error))

/** The answer is as long as all the audio, so that it is read as it comes and not by the client's time limits. */
const askServer = (
  url: string,
  token: string | null,
  signal: AbortSignal,
): ResultAsync<BackupArchive, Failure> => {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` }
  return ResultAsync.fromPromise(
    fetch(`${url}/api/v1/admin/backups`, { method: 'POST', headers, signal }),
    unreachable,
  ).andThen((response) => {
    const { body } = response
    if (response.ok && body !== null) return okAsync({ body: body as ByteStream, close: async () => {} })
    return ResultAsync.fromSafePromise(response.json().catch(() => null)).andThen((problem) =>
      err(refusal(response.status, problem)),
    )
  })
}

const refusal = (status: number, problem: unknown): Failure => {
  const told = (problem ?? {}) as { readonly detail?: string; readonly code?: string }
  const hint = told.code === 'backup_kept_elsewhere' ? GUIDE : `${status} ${told.code ?? ''}`.trim()
  return failure(status >= 500 ? EXIT.unreachable : EXIT.refused, told.detail ?? 'The server refused.', hint)
}

/** Whole under its name or not there at all: it is written beside it, read through once more, and then named. */
async function keep(
  { terminal }: Surroundings,
  archive: BackupArchive,
  file: string,
): Promise<Result<void, Failure>> {
  const draft = `${file}.partial-${process.pid}`
  try {
    const sizeBytes = await write(archive.body, draft)
    const { verifyBackup } = await import('../../compose.ts')
    const read = await verifyBackup(createReadStream(draft))
    if (read.isErr()) return err(failure(EXIT.unreachable, read.error.message))
    await link(draft, file)
    const { files, made_at, holds_audio } = read.value
    terminal.out.line(
      `${file}: ${files.length} files, ${formatBytes(sizeBytes)}, as of ${made_at}; read again and found whole.`,
    )
    if (!holds_audio) terminal.notes.line(`The audio is not in it: it lies in another storage. ${GUIDE}`)
    return ok(undefined)
  } catch (error) {
    return err(unreachable(error))
  } finally {
    await rm(draft, { force: true })
    await archive.close()
  }
}

async function write(body: ByteStream, path: string): Promise<number> {
  const handle = await open(path, 'wx', FILE_MODE)
  let sizeBytes = 0
  try {
    for await (const chunk of body) {
      for (let offset = 0; offset < chunk.length; ) {
        offset += (await handle.write(chunk, offset, chunk.length - offset)).bytesWritten
      }
      sizeBytes += chunk.length
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return sizeBytes
}
