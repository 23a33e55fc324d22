import type { SeededBook } from '../../../src/testing/fixtures/seeded-book.ts'
import { addBook, type TestApi } from '../../support/http-api.ts'

export const AUDIOBOOKS = '/admin/audiobooks'
export const UNKNOWN_ID = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'

/** A completed upload that no book is made of. */
export function addUpload(api: TestApi, options: Parameters<typeof addBook>[1] = {}): SeededBook {
  return addBook(api, { ...options, withBook: false })
}

export const postAudiobook = (api: TestApi, json: unknown, headers: Record<string, string> = {}) =>
  api.call(AUDIOBOOKS, { method: 'POST', json, headers })
