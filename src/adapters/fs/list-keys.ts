import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { isObjectKey } from '../storage/object-key.ts'
import { isMissing } from './file-errors.ts'

/** Deeper than any key can be. */
const MAX_DEPTH = 256

/** Keys below a folder, depth first; folders and files that no key can name are passed over. */
async function* walk(root: string, folder: string, depth = 0): AsyncGenerator<string> {
  if (depth > MAX_DEPTH) return
  let entries: Awaited<ReturnType<typeof opendir>>
  try {
    entries = await opendir(join(root, folder))
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
  for await (const entry of entries) {
    const key = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (!isObjectKey(key)) continue
    if (entry.isDirectory()) yield* walk(root, key, depth + 1)
    else if (entry.isFile()) yield key
  }
}

/** Every key there is. */
export const walkKeys = (root: string): AsyncGenerator<string> => walk(root, '')

export async function listKeys(root: string, prefix: string, limit: number): Promise<string[]> {
  const keys: string[] = []
  if (limit <= 0) return keys
  const folder = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')))
  for await (const key of walk(root, folder)) {
    if (!key.startsWith(prefix)) continue
    keys.push(key)
    if (keys.length >= limit) break
  }
  return keys
}
