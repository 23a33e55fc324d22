import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packTar } from 'modern-tar'
import { type AboutBackup, makeManifest, readManifest } from '../../../src/adapters/backup/manifest.ts'
import { NO_SINK, readArchive } from '../../../src/adapters/backup/read-archive.ts'
import { isHalfRestored, restoreArchive } from '../../../src/adapters/backup/restore-archive.ts'
import { writeArchive } from '../../../src/adapters/backup/write-archive.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../support/temporary-directory.ts'

const ABOUT: AboutBackup = {
  made_at: '2026-11-28T10:00:00.000Z',
  release: '0.1.0',
  schema: '0013_upload_leases',
  postgres_version: 18,
  holds_audio: true,
}
/** Longer than a block of a tar, and than a chunk. */
const LONG = Buffer.alloc(300_000, 'The lamp was lit. ')

async function* once(bytes: Uint8Array, pieceBytes = 7_919) {
  for (let start = 0; start < bytes.length; start += pieceBytes)
    yield bytes.subarray(start, start + pieceBytes)
}

describe('backup archives', () => {
  let source: TemporaryDirectory
  let target: TemporaryDirectory
  beforeEach(async () => {
    ;[source, target] = [await temporaryDirectory(), await temporaryDirectory()]
    await mkdir(join(source.path, 'postgres/base/1'), { recursive: true })
    await mkdir(join(source.path, 'postgres/pg_twophase'))
    await mkdir(join(source.path, 'audio/uploads/u'), { recursive: true })
    await writeFile(join(source.path, 'postgres/PG_VERSION'), '18\n')
    await writeFile(join(source.path, 'postgres/base/1/empty'), '')
    await writeFile(join(source.path, `audio/uploads/u/${'long-name-'.repeat(14)}.wav`), LONG)
    await writeFile(join(source.path, 'admin-token'), 'cw_secret\n')
    await writeFile(join(source.path, 'not-ours'), 'stays out')
  })
  afterEach(async () => {
    await source.remove()
    await target.remove()
  })

  const archive = async (directory = source.path) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of writeArchive(directory, ABOUT)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  const restore = (bytes: Uint8Array, refuse: () => string | null = () => null) =>
    restoreArchive(once(bytes), {
      dataDirectory: target.path,
      isContent: (name) => name !== 'lock',
      refuse,
    })
  const codeOf = async (bytes: Uint8Array) =>
    (await readArchive(once(bytes), NO_SINK)).match(
      () => 'whole',
      ({ code }) => code,
    )
  const listed = async (path: string) => (await readdir(path, { recursive: true })).sort()

  test('give back what they were made from: contents, empty directories, nothing else', async () => {
    const restored = (await restore(await archive()))._unsafeUnwrap()
    expect(restored).toMatchObject(ABOUT)
    expect(await listed(target.path)).toEqual(
      (await listed(source.path)).filter((name) => name !== 'not-ours'),
    )
    const name = `audio/uploads/u/${'long-name-'.repeat(14)}.wav`
    expect((await readFile(join(target.path, name))).equals(LONG)).toBe(true)
    expect(await readFile(join(target.path, 'admin-token'), 'utf8')).toBe('cw_secret\n')
    expect((await stat(join(target.path, 'admin-token'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(target.path, 'postgres'))).mode & 0o777).toBe(0o700)
  })

  test('are refused wherever they are cut off, and leave the directory as it was', async () => {
    const whole = await archive()
    for (let length = 0; length < whole.length - 1_024; length += 4_999) {
      const restored = await restore(whole.subarray(0, length))
      expect([length, restored._unsafeUnwrapErr().code]).toEqual([length, 'backup_damaged'])
    }
    expect(await listed(target.path)).toEqual([])
  })

  test('are refused for a changed byte of any content', async () => {
    const whole = await archive()
    for (const text of ['18\n', 'The lamp was lit', 'cw_secret', 'sha256']) {
      const changed = Buffer.from(whole)
      const at = changed.indexOf(text)
      expect(at).toBeGreaterThan(0)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect([text, await codeOf(changed)]).toEqual([text, 'backup_damaged'])
    }
  })

  test('hold nothing that leads out of the directory, and nothing that no manifest names', async () => {
    const manifest = JSON.stringify(makeManifest(ABOUT, [], []))
    const tarOf = (name: string, more: object = {}) =>
      packTar([
        { header: { name, size: 1, ...more }, body: 'x' },
        { header: { name: 'manifest.json', size: manifest.length }, body: manifest },
      ])
    for (const name of ['../evil', '/etc/evil', 'audio/../../evil', 'postgres/./x', 'cache/x', 'audio/x']) {
      expect([name, await codeOf(await tarOf(name))]).toEqual([name, 'backup_damaged'])
    }
    const link = await packTar([
      { header: { name: 'audio/x', size: 0, type: 'symlink', linkname: '/etc/passwd' } },
    ])
    expect(await codeOf(link)).toBe('backup_damaged')
    expect(await codeOf(Buffer.from('no archive at all'))).toBe('backup_damaged')
  })

  test('go into an empty directory only', async () => {
    await writeFile(join(target.path, 'lock'), '')
    await mkdir(join(target.path, 'postgres'))
    await writeFile(join(target.path, 'postgres/kept'), 'mine')
    const error = (await restore(await archive()))._unsafeUnwrapErr()
    expect(error.code).toBe('data_directory_in_use')
    expect(error.message).toContain('(postgres)')
    expect(await listed(target.path)).toEqual(['lock', 'postgres', 'postgres/kept'])
    await rm(join(target.path, 'postgres'), { recursive: true })
    expect((await restore(await archive())).isOk()).toBe(true)
  })

  test('of another release are refused with its reason, and nothing is left', async () => {
    const error = (await restore(await archive(), () => 'too new'))._unsafeUnwrapErr()
    expect([error.code, error.message]).toEqual(['backup_refused', 'too new'])
    expect(await listed(target.path)).toEqual([])
  })

  test('a restore that died while it moved the parts up counts as half, and the next one begins anew', async () => {
    await mkdir(join(target.path, 'restore.incomplete/postgres'), { recursive: true })
    await mkdir(join(target.path, 'audio/uploads'), { recursive: true })
    await writeFile(join(target.path, 'audio/uploads/old'), 'of the first restore')
    expect(await isHalfRestored(target.path)).toBe(true)
    expect((await restore(await archive())).isOk()).toBe(true)
    expect(await isHalfRestored(target.path)).toBe(false)
    expect(await listed(join(target.path, 'audio/uploads'))).not.toContain('old')
  })

  test('an unreadable file ends the archive with an error and no manifest', async () => {
    await mkdir(join(source.path, 'audio/uploads/socket'), { recursive: true })
    const { createServer } = await import('node:net')
    const server = createServer().listen(join(source.path, 'audio/uploads/socket/s'))
    await new Promise((resolve) => server.once('listening', resolve))
    const failed = await archive().then(
      () => null,
      (error: unknown) => error,
    )
    server.close()
    expect(String(failed)).toContain('neither a file nor a directory')
  })

  test('a manifest of an unknown format is none', () => {
    expect(readManifest(JSON.stringify({ ...makeManifest(ABOUT, [], []), format_version: 2 }))).toBeNull()
    expect(readManifest('{')).toBeNull()
  })
})
