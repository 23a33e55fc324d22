import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  displayFileName,
  FILE_NAME_MAX_CHARACTERS,
  fileExtension,
} from '../../../src/domain/upload/file-name.ts'
import { audioKey, coverKey, possibleKeys } from '../../../src/domain/upload/storage-key.ts'

describe('display name of a file', () => {
  test.each([
    ['book.m4b', 'book.m4b'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\win.ini', 'win.ini'],
    ['C:\\Users\\me\\My Book.mp3', 'My Book.mp3'],
    ['/a/b\\c/d.mp3', 'd.mp3'],
    ['..', 'audio'],
    ['a/..', 'audio'],
    ['a/', 'audio'],
    ['', 'audio'],
    ['   ', 'audio'],
    ['bad\u0000na\nme.mp3', 'badname.mp3'],
    ['gpj.\u202e3pm', 'gpj.3pm'],
    ['cafe\u0301.mp3', 'caf\u00e9.mp3'],
    ['half\ud800.mp3', 'half\ufffd.mp3'],
  ])('%j is shown as %j', (sent, shown) => {
    expect(displayFileName(sent)).toBe(shown)
  })

  test('a long name is shortened and keeps its extension', () => {
    const shown = displayFileName(`${'x'.repeat(400)}.m4b`)
    expect(shown).toHaveLength(FILE_NAME_MAX_CHARACTERS)
    expect(shown.endsWith('x.m4b')).toBe(true)
  })

  test('whatever is sent, what is shown is a plain name', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 400 })),
        (sent) => {
          const shown = displayFileName(sent)
          expect(shown.length).toBeGreaterThan(0)
          expect(shown.length).toBeLessThanOrEqual(FILE_NAME_MAX_CHARACTERS)
          expect(shown).not.toMatch(/[/\\\p{Cc}]/u)
          expect(shown).not.toMatch(/^\.+$/)
          expect(shown.isWellFormed()).toBe(true)
          expect(shown.normalize('NFC')).toBe(shown)
          expect(displayFileName(shown)).toBe(shown)
        },
      ),
    )
  })

  test.each([
    ['a.MP3', 'mp3'],
    ['a.tar.gz', 'gz'],
    ['noextension', null],
    ['a.', null],
    ['what a sentence. it goes on', null],
  ])('the extension of %j is %j', (name, extension) => {
    expect(fileExtension(name)).toBe(extension)
  })
})

describe('storage keys', () => {
  test('hold ids and a canonical extension', () => {
    expect(audioKey('u', 'f', 'm4b')).toBe('uploads/u/f.m4b')
    expect(coverKey('u', 'f', 'image/JPEG')).toBe('uploads/u/f.cover.jpg')
    expect(coverKey('u', 'f', 'image/svg+xml')).toBeNull()
    expect(coverKey('u', 'f', '__proto__')).toBeNull()
  })

  test('every cover that can be written is among the possible keys', () => {
    const keys = possibleKeys({ id: 'f', uploadId: 'u', storageKey: audioKey('u', 'f', 'm4b') })
    expect(keys).toContain('uploads/u/f.m4b')
    for (const type of ['image/jpeg', 'image/jpg', 'image/png', 'image/webp', 'image/gif']) {
      expect(keys).toContain(coverKey('u', 'f', type) ?? 'none')
    }
  })
})
