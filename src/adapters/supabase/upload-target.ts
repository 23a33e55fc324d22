/** What an object is to be. */
export interface UploadTarget {
  readonly key: string
  readonly mediaType: string
  readonly signal: AbortSignal
}

/** Signed URLs go through a CDN; the bytes under a key do not change. */
export const CACHE_SECONDS = 3600
