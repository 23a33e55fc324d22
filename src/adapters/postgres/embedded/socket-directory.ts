import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** libpq looks for a server at this name inside the directory that is given as `host`. */
export const SOCKET_NAME = '.s.PGSQL.5432'

/** The address of a Unix socket holds 104 bytes on macOS, 108 on Linux. */
const MAX_SOCKET_PATH_BYTES = 100

export interface SocketDirectory {
  readonly directory: string
  remove(): Promise<void>
}

/**
 * A directory that this user alone may enter: PGlite asks for no password. Inside the data directory, or below the
 * system's temporary directory when that path is too long for a socket.
 */
export const makeSocketDirectory = async (dataDirectory: string): Promise<SocketDirectory> => {
  const own = join(resolve(dataDirectory), 'socket')
  if (Buffer.byteLength(join(own, SOCKET_NAME)) >= MAX_SOCKET_PATH_BYTES) {
    return removable(await mkdtemp(join(tmpdir(), 'chapterwise-')))
  }
  await refuseListener(join(own, SOCKET_NAME), dataDirectory)
  await rm(own, { recursive: true, force: true })
  await mkdir(own, { mode: 0o700 })
  await chmod(own, 0o700)
  return removable(own)
}

const removable = (directory: string): SocketDirectory => ({
  directory,
  remove: () => rm(directory, { recursive: true, force: true }),
})

/** Someone who answers is alive, even if its process id means nothing here (another container, same volume). */
const refuseListener = async (socketPath: string, dataDirectory: string): Promise<void> => {
  const answers = await new Promise<boolean>((done) => {
    const socket = connect(socketPath)
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
  if (answers) throw new Error(`The data directory ${dataDirectory} is in use by another process.`)
}
