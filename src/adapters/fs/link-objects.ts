import { constants, copyFile, link, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCode } from './file-errors.ts'
import { walkKeys } from './list-keys.ts'

/** Of file systems without second names, and of those that allow a file only so many. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK'])

/**
 * Gives every object of a directory a second name below `target`. Objects are replaced and removed, never changed, so those
 * names keep what lies there now, at no cost of space. Files are copied where links can't be made.
 */
export async function linkObjects(directory: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true, mode: 0o700 })
  for await (const key of walkKeys(directory)) {
    const [from, to] = [join(directory, key), join(target, key)]
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    try {
      await link(from, to)
    } catch (error) {
      if (!NO_LINKS.has(errorCode(error) ?? '')) throw error
      await copyFile(from, to, constants.COPYFILE_FICLONE)
    }
  }
}
