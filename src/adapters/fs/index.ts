/** `chapterwise/adapters/fs`: audio in files. */
export { createFsStorage } from './storage.ts'
