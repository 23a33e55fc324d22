import { err, ok, type Result } from 'neverthrow'
import { CHAPTER_TITLE_MAX_CHARACTERS } from '../../domain/upload/limits.ts'
import type { FileDetails } from '../../usecases/uploads/upload-file/file-source.ts'
import type { InputIssue, UseCaseError } from '../../usecases/use-case-error.ts'
import { isPlainText } from '../schemas/text.ts'

/** One text field of a form, in the order of the form. */
export interface FormField {
  readonly name: string
  readonly value: string
  /** The value was longer than fields may be. */
  readonly truncated: boolean
}

const CHAPTER_NUMBER = /^\d{1,6}$/

/** The fields that describe a file; others are ignored, and an empty field is one that was not filled in. */
export function readFileDetails(fields: readonly FormField[]): Result<FileDetails, UseCaseError> {
  const issues: InputIssue[] = []
  const single = (name: string): string | null => {
    const [field, second] = fields.filter(
      (candidate) => candidate.name === name && candidate.value.trim() !== '',
    )
    if (second !== undefined) issues.push({ pointer: `/${name}`, message: 'Must be given once.' })
    if (field?.truncated) issues.push({ pointer: `/${name}`, message: 'Too long.' })
    return field?.value.trim() ?? null
  }
  const number = single('chapter_number')
  if (number !== null && !CHAPTER_NUMBER.test(number)) {
    issues.push({ pointer: '/chapter_number', message: 'Must be a whole number.' })
  }
  const chapterTitle = single('chapter_title')
  if (chapterTitle !== null && !isPlainText(chapterTitle)) {
    issues.push({ pointer: '/chapter_title', message: 'Control characters are not allowed.' })
  }
  if (chapterTitle !== null && chapterTitle.length > CHAPTER_TITLE_MAX_CHARACTERS) {
    issues.push({ pointer: '/chapter_title', message: `At most ${CHAPTER_TITLE_MAX_CHARACTERS} characters.` })
  }
  if (issues.length > 0) {
    return err({ kind: 'invalid', code: 'validation_failed', message: 'The form is not valid.', issues })
  }
  return ok({ chapterNumber: number === null ? null : Number(number), chapterTitle })
}
