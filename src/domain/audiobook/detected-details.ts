import type { CoverImage } from '../upload/audio-metadata.ts'
import type { UploadFile, UploadType } from '../upload/upload.ts'

/** What the files of an upload say of the book: defaults for what the client leaves out. */
export interface DetectedDetails {
  readonly title: string | null
  readonly author: string | null
  readonly narrator: string | null
  readonly description: string | null
  /** BCP 47, canonical. */
  readonly language: string | null
  readonly cover: CoverImage | null
}

/**
 * Files of one book agree on author and narrator, so the first that says something counts. Their titles are those of
 * chapters unless all say the same.
 */
export function detectDetails(uploadType: UploadType, files: readonly UploadFile[]): DetectedDetails {
  const metadata = inOrder(files).flatMap((file) => (file.metadata === null ? [] : [file.metadata]))
  const first = <T>(values: readonly (T | null)[]): T | null => values.find((value) => value !== null) ?? null
  const titles = new Set(metadata.flatMap(({ title }) => (title === null ? [] : [title])))
  return {
    title: uploadType === 'single' || titles.size === 1 ? first([...titles]) : null,
    author: first(metadata.map(({ author }) => author)),
    narrator: first(metadata.map(({ narrator }) => narrator)),
    description: first(metadata.map(({ description }) => description)),
    language: first(metadata.map(({ language }) => canonicalLanguage(language))),
    cover: first(metadata.map(({ cover }) => cover)),
  }
}

const inOrder = (files: readonly UploadFile[]): UploadFile[] =>
  files.toSorted((a, b) => (a.chapterNumber ?? 0) - (b.chapterNumber ?? 0))

/** `EN-us` → `en-US`, `eng` → `en`; null for what is no language tag. */
export function canonicalLanguage(tag: string | null): string | null {
  if (tag === null) return null
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null
  } catch {
    return null
  }
}
