import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export const ADMIN_TOKEN_FILE = 'admin-token'
const TOKEN_BYTES = 32

/** The token of an embedded server for which nobody configured one: made at the first start, kept in the data directory. */
export async function ensureAdminToken(
  dataDirectory: string,
): Promise<{ readonly token: string; readonly isNew: boolean }> {
  const path = join(dataDirectory, ADMIN_TOKEN_FILE)
  await mkdir(dataDirectory, { recursive: true })
  const token = `cw_${randomBytes(TOKEN_BYTES).toString('base64url')}`
  try {
    // Exclusive: of two processes that start at once, one makes it and both read the same.
    await writeFile(path, `${token}\n`, { mode: 0o600, flag: 'wx' })
    return { token, isNew: true }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return { token: (await readFile(path, 'utf8')).trim(), isNew: false }
  }
}
