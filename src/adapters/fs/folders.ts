import { mkdir, open, rename, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCode } from './file-errors.ts'

/** Another put or remove may prune the target's folder between its creation and the rename. */
const MAX_PLACE_ATTEMPTS = 5

/** Makes names in a folder survive a power cut. Windows can't, and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Moves a complete file to its place, making folders as needed; durable once it resolves. */
export async function placeFile(from: string, to: string): Promise<void> {
  const folder = dirname(to)
  for (let attempt = 1; ; attempt += 1) {
    const firstMade = await mkdir(folder, { recursive: true })
    try {
      await rename(from, to)
      // A new folder is a name in its parent, which has to last as well.
      const top = firstMade === undefined ? folder : dirname(firstMade)
      for (let path = folder; path.length >= top.length; path = dirname(path)) {
        await syncFolder(path)
        if (path === top) break
      }
      return
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || attempt === MAX_PLACE_ATTEMPTS) throw error
    }
  }
}

/** Removes a folder and its parents, below `root`, as long as they are empty; makes the removals durable. */
export async function pruneFolders(root: string, segments: readonly string[]): Promise<void> {
  for (let depth = segments.length; depth > 0; depth -= 1) {
    const path = join(root, ...segments.slice(0, depth))
    try {
      // Fails on a folder that is not empty, so it can't take a file along that arrives just now.
      await rmdir(path)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') continue
      await syncFolder(path).catch(() => {})
      return
    }
  }
  await syncFolder(root).catch(() => {})
}
