import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { errAsync, ResultAsync } from 'neverthrow'
import type { PortError } from '../../ports/port-error.ts'
import type { Surroundings } from '../connect.ts'
import { EXIT, type Failure, failure } from '../failure.ts'

const exitCodeOf = ({ kind }: PortError) => (kind === 'permanent' ? EXIT.usage : EXIT.unreachable)

const checkReadable = (file: string): ResultAsync<void, Failure> =>
  ResultAsync.fromPromise(
    open(file, 'r').then((handle) => handle.close()),
    (error) =>
      failure(EXIT.usage, `Can't read ${file}: ${error instanceof Error ? error.message : String(error)}`),
  )

/** `chapterwise restore <file>`: into the empty DATA_DIR, all of it or nothing. */
export const restore = ({ config, terminal }: Surroundings, file: string): ResultAsync<void, Failure> => {
  if (config.DATABASE_URL !== undefined) {
    return errAsync(
      failure(
        EXIT.usage,
        'DATABASE_URL is set, and a backup of a data directory can not be put into a server.',
        'docs/operations.md says how a PostgreSQL server is restored.',
      ),
    )
  }
  return checkReadable(file)
    .andThen(() => ResultAsync.fromSafePromise(import('../../compose.ts')))
    .andThen(({ restoreBackup }) =>
      restoreBackup(config, createReadStream(file)).mapErr((error) =>
        failure(
          exitCodeOf(error),
          error.message,
          ...(error.kind === 'permanent' ? ['Nothing was changed.'] : []),
        ),
      ),
    )
    .map(({ files, made_at, holds_audio }) => {
      terminal.out.line(`${config.DATA_DIR}: ${files.length} files, as of ${made_at}. Start the server.`)
      if (!holds_audio) terminal.notes.line('The audio was not in it: it lies in another storage.')
    })
}
