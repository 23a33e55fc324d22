import { z } from 'zod'

/** The last entry of an archive: one that has it was not cut off. */
export const MANIFEST_NAME = 'manifest.json'
/** A hundred bytes a file: enough for two million of them. */
export const MAX_MANIFEST_BYTES = 256 * 1024 * 1024
const FORMAT_VERSION = 1

const fileSchema = z.object({
  path: z.string(),
  size_bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

const aboutShape = {
  /** ISO 8601, of the moment that the backup shows. */
  made_at: z.iso.datetime(),
  /** The release that made it. */
  release: z.string(),
  /** The newest migration of the database. */
  schema: z.string().regex(/^\d{4}_\w+$/),
  /** The files are of no use to another major version. */
  postgres_version: z.int().positive(),
  /** False: the audio lies elsewhere, as in a bucket. */
  holds_audio: z.boolean(),
}

const manifestSchema = z.object({
  format: z.literal('chapterwise-backup'),
  format_version: z.literal(FORMAT_VERSION),
  ...aboutShape,
  directories: z.array(z.string()),
  files: z.array(fileSchema),
})

export type BackedUpFile = z.output<typeof fileSchema>
export type BackupManifest = z.output<typeof manifestSchema>
export type AboutBackup = Omit<BackupManifest, 'format' | 'format_version' | 'directories' | 'files'>

export const makeManifest = (
  about: AboutBackup,
  directories: readonly string[],
  files: readonly BackedUpFile[],
): BackupManifest => ({
  format: 'chapterwise-backup',
  format_version: FORMAT_VERSION,
  ...about,
  directories: [...directories],
  files: [...files],
})

/** Null for anything else than a manifest of this format. */
export function readManifest(text: string): BackupManifest | null {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
