import { randomUUID } from 'node:crypto'
import type { Content, Contents } from './contents.ts'

export interface FakeObject {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly content: Content
  readonly mediaType: string
  readonly cacheControl: string
  readonly storedAt: string
}

export interface FakeBucket {
  readonly id: string
  readonly isPublic: boolean
  readonly fileSizeLimitBytes: number | null
  readonly allowedMimeTypes: readonly string[] | null
  readonly createdAt: string
  readonly objects: Map<string, FakeObject>
}

export interface StorageState {
  readonly buckets: Map<string, FakeBucket>
  readonly contents: Contents
  /** Of the project, above all buckets. */
  readonly globalLimitBytes: number
  /** Hosted projects take no other chunks than of 6 MiB, the last excepted. */
  readonly exactChunks: boolean
  nowMs(): number
}

export const MAX_CHUNK_BYTES = 6 * 1024 * 1024

export const isAllowedKey = (key: string): boolean => /^[\w/!.*'() &$@=;:+,?-]+$/.test(key)

/** `audio/*` in the list allows `audio/mpeg`. */
export function allowsMediaType(bucket: FakeBucket, mediaType: string): boolean {
  if (bucket.allowedMimeTypes === null) return true
  const type = mediaType.split(';')[0]?.trim() ?? ''
  return bucket.allowedMimeTypes.some(
    (allowed) => allowed === type || allowed === '*/*' || allowed === `${type.split('/')[0]}/*`,
  )
}

export const sizeLimitBytes = (state: StorageState, bucket: FakeBucket): number =>
  Math.min(bucket.fileSizeLimitBytes ?? Number.POSITIVE_INFINITY, state.globalLimitBytes)

/** Commits an object; the last one wins, whatever was there when its upload began. */
export function publish(
  state: StorageState,
  bucket: FakeBucket,
  name: string,
  more: Pick<FakeObject, 'content' | 'mediaType' | 'cacheControl'>,
): FakeObject {
  const old = bucket.objects.get(name)
  const object: FakeObject = {
    id: old?.id ?? randomUUID(),
    name,
    version: randomUUID(),
    storedAt: new Date(state.nowMs()).toISOString(),
    ...more,
  }
  bucket.objects.set(name, object)
  void old?.content.remove()
  return object
}

export const etagOf = (object: FakeObject): string => `"${object.content.sha256.slice(0, 32)}"`
