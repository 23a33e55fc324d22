import { describe, expect, test } from 'bun:test'
import { checkRemovable } from '../../../src/domain/upload/checks.ts'
import { RECEIVING_IDLE_MS, SESSION_IDLE_MS } from '../../../src/domain/upload/limits.ts'
import { uploadProgress } from '../../../src/domain/upload/progress.ts'
import { possibleKeys } from '../../../src/domain/upload/storage-key.ts'
import { sweepIdle } from '../../../src/domain/upload/sweep-idle.ts'
import {
  abortFile,
  beginFile,
  endUpload,
  type StepResult,
  storeFile,
} from '../../../src/domain/upload/transitions.ts'
import type { UploadFile, UploadSession } from '../../../src/domain/upload/upload.ts'
import { begin, laterBy, newSession, START, store } from './sessions.ts'

/** The session after steps that must all be taken. */
const after = (session: UploadSession, ...steps: ((session: UploadSession) => StepResult)[]): UploadSession =>
  steps.reduce((current, step) => step(current)._unsafeUnwrap().session, session)
const beginning =
  (...event: Parameters<typeof begin>) =>
  (session: UploadSession) =>
    beginFile(session, begin(...event), START)
const storing =
  (...event: Parameters<typeof store>) =>
  (session: UploadSession) =>
    storeFile(session, store(...event), START)
const at = ({ files }: UploadSession, id: string): UploadFile => {
  const file = files.find((candidate) => candidate.id === id)
  if (file === undefined) throw new Error(`no file ${id}`)
  return file
}
const refusal = (result: StepResult): string => result._unsafeUnwrapErr().code

describe('an upload', () => {
  test('goes from pending over uploading to completed with its last file', () => {
    const first = after(newSession(), beginning('a'))
    expect(first.upload.status).toBe('uploading')
    const half = after(first, storing('a'), beginning('b'))
    expect(half.upload.status).toBe('uploading')
    const whole = after(half, storing('b'))
    expect([whole.upload.status, whole.upload.completedAt]).toEqual(['completed', START])
    expect(whole.files.map((file) => file.chapterNumber)).toEqual([1, 2])
  })

  test('a smaller total than announced completes it, and is all of it', () => {
    const whole = after(newSession({ totalFiles: 1 }), beginning('a'), storing('a', { sizeBytes: 1 }))
    expect(whole.upload.status).toBe('completed')
    expect(uploadProgress(whole)).toEqual({ uploadedFiles: 1, uploadedSizeBytes: 1, fraction: 1 })
  })

  test('takes no more than the announced total', () => {
    const half = after(newSession(), beginning('a'), storing('a', { sizeBytes: 60 }), beginning('b'))
    expect(refusal(storeFile(half, store('b', { sizeBytes: 41 }), START))).toBe('upload_too_large')
    expect(after(half, storing('b', { sizeBytes: 40 })).upload.status).toBe('completed')
  })

  test('takes no more files than announced, those being received included', () => {
    const full = after(newSession(), beginning('a'), beginning('b'))
    expect(refusal(beginFile(full, begin('c'), START))).toBe('no_file_slot_free')
  })

  test.each(['failed', 'cancelled', 'expired'] as const)('that is %s takes nothing', (end) => {
    const open = after(newSession(), beginning('a'), storing('a'), beginning('b'))
    const ended = endUpload(open, end, 'why', START)._unsafeUnwrap()
    expect(ended.session.upload).toMatchObject({ status: end, statusReason: 'why' })
    expect(ended.discard).toEqual(['uploads/upload/a.mp3'])
    expect(refusal(beginFile(ended.session, begin('c'), START))).toBe('upload_over')
    expect(refusal(storeFile(ended.session, store('b'), START))).toBe('upload_over')
    expect(refusal(endUpload(ended.session, 'cancelled', 'again', START))).toBe('upload_over')
    // the receiver drops its own file, and with it whatever it may have written
    const dropped = abortFile(ended.session, 'b', START)._unsafeUnwrap()
    expect(dropped.session.files).toEqual([])
    expect(dropped.discard).toContain('uploads/upload/b.mp3')
  })

  test('an aborted file frees its slot, its number and its key', () => {
    const open = after(newSession(), beginning('a', { chapterNumber: 2, key: 'k' }), beginning('b'))
    const freed = abortFile(open, 'a', START)._unsafeUnwrap()
    expect(freed.discard).toContain('uploads/upload/a.mp3')
    expect(freed.session.upload.status).toBe('uploading')
    expect(beginFile(freed.session, begin('c', { chapterNumber: 2, key: 'k' }), START).isOk()).toBe(true)
  })

  test('a stored file can not be aborted', () => {
    const open = after(newSession(), beginning('a'), storing('a'))
    expect(refusal(abortFile(open, 'a', START))).toBe('file_not_receiving')
  })
})

describe('chapter numbers', () => {
  test('a file without one takes the lowest free one when it is stored', () => {
    const session = after(
      newSession({ totalFiles: 3 }),
      beginning('a'),
      beginning('b', { chapterNumber: 1 }),
      beginning('c'),
      storing('c'),
      storing('a'),
      storing('b'),
    )
    expect(session.files.map((file) => [file.id, file.chapterNumber])).toEqual([
      ['a', 3],
      ['b', 1],
      ['c', 2],
    ])
  })

  test('one said after the file counts', () => {
    const session = after(newSession(), beginning('a'), storing('a', { chapterNumber: 2 }))
    expect(session.files[0]?.chapterNumber).toBe(2)
  })

  test('one that is taken or out of range is refused', () => {
    const open = after(newSession(), beginning('a', { chapterNumber: 1 }))
    expect(refusal(beginFile(open, begin('b', { chapterNumber: 1 }), START))).toBe('chapter_number_taken')
    expect(refusal(beginFile(open, begin('b', { chapterNumber: 3 }), START))).toBe(
      'chapter_number_out_of_range',
    )
    expect(refusal(beginFile(open, begin('b', { chapterNumber: 0 }), START))).toBe(
      'chapter_number_out_of_range',
    )
    const both = after(open, beginning('b'))
    expect(refusal(storeFile(both, store('b', { chapterNumber: 1 }), START))).toBe('chapter_number_taken')
  })

  test('a single upload has no chapters; number 1 is tolerated', () => {
    const single = newSession({ type: 'single', totalFiles: 1 })
    expect(refusal(beginFile(single, begin('a', { chapterNumber: 2 }), START))).toBe(
      'chapter_number_out_of_range',
    )
    const stored = after(single, beginning('a', { chapterNumber: 1 }), storing('a'))
    expect(stored.files[0]?.chapterNumber).toBeNull()
  })
})

describe('repeated keys', () => {
  test('while the file is being received, and once it is stored', () => {
    const receiving = after(newSession(), beginning('a', { key: 'k' }))
    expect(refusal(beginFile(receiving, begin('b', { key: 'k' }), START))).toBe('file_in_progress')
    const stored = after(receiving, storing('a'))
    expect(beginFile(stored, begin('b', { key: 'k' }), START)._unsafeUnwrapErr()).toMatchObject({
      code: 'file_repeated',
      file: { id: 'a' },
    })
  })

  test('a completed upload still answers them', () => {
    const completed = after(newSession({ totalFiles: 1 }), beginning('a', { key: 'k' }), storing('a'))
    expect(refusal(beginFile(completed, begin('b', { key: 'k' }), START))).toBe('file_repeated')
    expect(refusal(beginFile(completed, begin('b'), START))).toBe('upload_over')
  })
})

describe('a file whose receiver was lost', () => {
  const lose = (session: UploadSession, ...ids: string[]): UploadSession => ({
    ...session,
    files: session.files.map((file) => ({ ...file, isAbandoned: ids.includes(file.id) })),
  })
  const idsOf = ({ files }: UploadSession) => files.map(({ id }) => id)
  const full = after(
    newSession({ totalFiles: 2 }),
    beginning('a', { key: 'k' }),
    beginning('b', { chapterNumber: 2 }),
  )

  test('gives its key to the next attempt, and what it left is discarded', () => {
    const begun = beginFile(lose(full, 'a'), begin('c', { key: 'k' }), START)._unsafeUnwrap()
    expect(idsOf(begun.session)).toEqual(['b', 'c'])
    expect(begun.discard).toEqual(possibleKeys(at(full, 'a')))
  })

  test('gives its chapter number, and its place when no other is free', () => {
    const begun = after(lose(full, 'b'), beginning('c', { chapterNumber: 2 }))
    expect(idsOf(begun)).toEqual(['a', 'c'])
    expect(idsOf(after(lose(full, 'a', 'b'), beginning('c')))).toEqual(['b', 'c'])
    expect(refusal(beginFile(full, begin('c'), START))).toBe('no_file_slot_free')
  })

  test('is left alone by those that do not need what it has', () => {
    const roomy = after(newSession({ totalFiles: 3 }), beginning('a', { key: 'k', chapterNumber: 1 }))
    expect(idsOf(after(lose(roomy, 'a'), beginning('c', { key: 'other', chapterNumber: 2 })))).toEqual([
      'a',
      'c',
    ])
  })

  test('may still be stored when nobody took its place, and not once somebody did', () => {
    const lost = lose(full, 'a')
    expect(after(lost, storing('a')).files[0]).toMatchObject({ status: 'stored', isAbandoned: false })
    expect(refusal(storeFile(after(lost, beginning('c', { key: 'k' })), store('a'), START))).toBe(
      'file_not_receiving',
    )
  })

  test('does not keep an ended session from being removed', () => {
    expect(checkRemovable(full).isErr()).toBe(true)
    expect(checkRemovable(lose(full, 'a', 'b')).isOk()).toBe(true)
  })
})

describe('the sweep', () => {
  test('gives up files of dead receivers and keeps the session', () => {
    const open = after(newSession(), beginning('a'), storing('a'), beginning('b'))
    expect(sweepIdle(open, laterBy(RECEIVING_IDLE_MS - 1))).toBeNull()
    const swept = sweepIdle(open, laterBy(RECEIVING_IDLE_MS))
    expect(swept?.session.files.map((file) => file.id)).toEqual(['a'])
    expect(swept?.session.upload.status).toBe('uploading')
    expect(swept?.discard).toContain('uploads/upload/b.mp3')
    expect(swept?.discard).not.toContain('uploads/upload/a.mp3')
  })

  test('expires a session after a day without any sign of life', () => {
    const open = after(newSession(), beginning('a'), storing('a'))
    expect(sweepIdle(open, laterBy(SESSION_IDLE_MS - 1))).toBeNull()
    const swept = sweepIdle(open, laterBy(SESSION_IDLE_MS))
    expect(swept?.session).toMatchObject({ upload: { status: 'expired' }, files: [] })
    expect(swept?.discard).toEqual(['uploads/upload/a.mp3'])
  })

  test('leaves ended sessions alone, but not the files of their dead receivers', () => {
    const completed = after(newSession({ totalFiles: 1 }), beginning('a'), storing('a'))
    expect(sweepIdle(completed, laterBy(2 * SESSION_IDLE_MS))).toBeNull()
    const cancelled = endUpload(
      after(newSession(), beginning('a')),
      'cancelled',
      'why',
      START,
    )._unsafeUnwrap()
    const swept = sweepIdle(cancelled.session, laterBy(2 * SESSION_IDLE_MS))
    expect(swept?.session).toMatchObject({ upload: { status: 'cancelled' }, files: [] })
  })
})
