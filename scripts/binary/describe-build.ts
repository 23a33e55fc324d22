import { join } from 'node:path'
import type { BuildInfo } from '../../src/build-info.ts'
import { runProcess } from '../run-process.ts'
import type { Target } from './targets.ts'

const git = async (rootDirectory: string, ...words: string[]): Promise<string | null> => {
  const { code, output } = await runProcess(['git', '-C', rootDirectory, ...words])
  return code === 0 ? output.trim() : null
}

/**
 * From the commit alone, never from the clock: who builds it again gets the same bytes. Where the sources are no checkout
 * (in a container) SOURCE_COMMIT and SOURCE_DATE_EPOCH say what they are.
 */
export const describeBuild = async (rootDirectory: string, target: Target): Promise<BuildInfo> => {
  const [head, changes, committedAt] = await Promise.all([
    git(rootDirectory, 'rev-parse', '--short=12', 'HEAD'),
    git(rootDirectory, 'status', '--porcelain'),
    git(rootDirectory, 'show', '--no-patch', '--format=%ct', 'HEAD'),
  ])
  // Empty variables, as build arguments without a value leave them, count as absent.
  const given = { commit: process.env.SOURCE_COMMIT || null, epoch: process.env.SOURCE_DATE_EPOCH || null }
  const seconds = Number(given.epoch ?? committedAt ?? 0)
  return {
    commit: given.commit ?? (head === null ? null : `${head}${changes === '' ? '' : '-dirty'}`),
    date: new Date(seconds * 1000).toISOString(),
    target: target.name,
  }
}

/** What reads files or starts threads by name lies in the binary under these paths. */
export const entryPoints = (rootDirectory: string): readonly string[] =>
  [
    'src/cli/main.ts',
    'src/adapters/fs/hashing/worker.ts',
    'src/adapters/local/thread/worker.ts',
    'src/adapters/postgres/embedded/worker.ts',
  ].map((path) => join(rootDirectory, path))
