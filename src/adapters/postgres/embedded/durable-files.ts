/**
 * PGlite runs with fsync off, and its file system has no fsync to offer: a power failure may then cost the whole
 * database, not just the last commits. Here both are put right: every commit is on the disk before it is answered.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

const NO_FSYNC = '-F'

/** `fsync` is the only method whose system call PGlite passes on to its file system. */
export const DURABLE_START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== NO_FSYNC),
  ...['-c', 'wal_sync_method=fsync'],
]

export type SyncFile = (fileDescriptor: number) => void

/** Files in a directory of this machine. `sync` is there for tests. */
export function createDurableFiles(directory: string, sync: SyncFile = fsyncSync): NodeFS {
  const files = new NodeFS(directory)
  const init = files.init.bind(files)
  files.init = async (database, options) => {
    const { emscriptenOpts } = await init(database, options)
    const preRun = [
      ...(emscriptenOpts.preRun ?? []),
      (module: unknown) => addFsync(module as NodeModule, sync),
    ]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
  return files
}

/** The part of emscripten's NODEFS that this needs; PGlite declares no types for it. */
interface NodeModule {
  readonly FS: {
    readonly filesystems: {
      readonly NODEFS: {
        readonly stream_ops: { fsync?: (stream: OpenStream) => number }
        readonly realPath: (node: unknown) => string
      }
    }
  }
}

/** `nfd` is the descriptor; a directory has none. */
interface OpenStream {
  readonly nfd?: number
  readonly node: unknown
}

const DONE = 0

function addFsync({ FS }: NodeModule, sync: SyncFile): void {
  const { NODEFS } = FS.filesystems
  NODEFS.stream_ops.fsync = ({ nfd, node }) => {
    if (nfd === undefined) syncDirectory(NODEFS.realPath(node), sync)
    else sync(nfd)
    return DONE
  }
}

function syncDirectory(path: string, sync: SyncFile): void {
  const directory = openSync(path, 'r')
  try {
    sync(directory)
  } finally {
    closeSync(directory)
  }
}
