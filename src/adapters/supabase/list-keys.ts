import { err, ok, type Result } from 'neverthrow'
import { isObjectKey } from '../storage/object-key.ts'
import { asResult, type Connection } from './connection.ts'
import type { StorageFault } from './storage-fault.ts'

const PAGE_NAMES = 1000
/** Deeper than any key can be. */
const MAX_DEPTH = 256

/** The storage lists one folder at a time; those below are walked one after the other, depth first. */
export async function listKeys(
  connection: Connection,
  prefix: string,
  limit: number,
): Promise<Result<string[], StorageFault>> {
  const keys: string[] = []
  const folders = [prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')))]
  while (keys.length < limit) {
    const folder = folders.pop()
    if (folder === undefined) break
    const found = await listFolder(connection, folder, limit)
    if (found.isErr()) return err(found.error)
    keys.push(...found.value.keys.filter((key) => key.startsWith(prefix)))
    folders.push(...found.value.folders.filter((below) => mayHold(below, prefix)))
  }
  return ok(keys.slice(0, Math.max(0, limit)))
}

/** A folder below the prefix, or on the way to it; never deeper than keys go. */
const mayHold = (folder: string, prefix: string): boolean =>
  folder.split('/').length <= MAX_DEPTH &&
  (`${folder}/`.startsWith(prefix) || prefix.startsWith(`${folder}/`))

/** At least `limit` keys of one folder, if it has so many; folders have no id. */
async function listFolder({ objects }: Connection, folder: string, limit: number) {
  const keys: string[] = []
  const folders: string[] = []
  for (let offset = 0; keys.length < limit; offset += PAGE_NAMES) {
    const page = await asResult(objects.list(folder, { limit: PAGE_NAMES, offset }))
    if (page.isErr()) return err(page.error)
    for (const { name, id } of page.value) {
      const path = folder === '' ? name : `${folder}/${name}`
      // What was put there by others under names that no key has can't be named here, either.
      if (isObjectKey(path)) (id === null ? folders : keys).push(path)
    }
    if (page.value.length < PAGE_NAMES) break
  }
  return ok({ keys, folders })
}
