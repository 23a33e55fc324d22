import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { BackupArchive } from '../../../ports/backup.ts'
import type { ByteStream } from '../../../ports/storage.ts'
import { createMakeBackup } from '../../../usecases/backups/make-backup.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { headers } from '../../openapi/headers.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { toReadableStream } from '../../readable-stream.ts'

const route = createRoute({
  method: 'post',
  path: '/admin/backups',
  operationId: 'createBackup',
  tags: ['System'],
  summary: 'A backup of everything, while the server runs',
  description:
    'For a server that keeps its data itself, in DATA_DIR: a tar archive of the database, the audio files and the admin ' +
    'token as they are at one moment, with the checksum of each file in `manifest.json` at its end; an archive without it was ' +
    'cut off. `chapterwise restore` takes it. It holds every secret of the system. Queries wait while the database is copied; ' +
    'then everything goes on while the archive is sent. One at a time: 409 `backup_in_progress`. Only a static admin token may ' +
    'do this: 403 `backup_not_for_owners`. With a PostgreSQL server there is nothing to send: 409 `backup_kept_elsewhere`.',
  security: ADMIN_SECURITY,
  responses: {
    200: {
      description: 'The archive.',
      headers: headers('Content-Disposition'),
      content: { 'application/x-tar': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...problemResponses('backup_not_for_owners', 'backup_kept_elsewhere', 'backup_in_progress'),
  },
})

export function registerCreateBackup(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const makeBackup = createMakeBackup(deps)
  app.openapi(route, async (c) => {
    const archive = await makeBackup({ caller: c.get('caller') })
    if (archive.isErr()) return problem(c, archive.error)
    const date = deps.clock.now().toISOString().slice(0, 'YYYY-MM-DD'.length)
    return new Response(sendAndClose(archive.value), {
      headers: {
        'Content-Type': 'application/x-tar',
        'Content-Disposition': `attachment; filename="chapterwise-${date}.tar"`,
        'Cache-Control': 'no-store',
      },
    })
  })
}

/** Closes the archive when it was read, when reading it failed, and when its client went away before it read anything. */
function sendAndClose(archive: BackupArchive): ReadableStream<Uint8Array> {
  const stream = toReadableStream(closing(archive))
  const reader = stream.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await reader.cancel()
        await archive.close()
      },
    },
    { highWaterMark: 0 },
  )
}

async function* closing(archive: BackupArchive): ByteStream {
  try {
    yield* archive.body
  } finally {
    await archive.close()
  }
}
