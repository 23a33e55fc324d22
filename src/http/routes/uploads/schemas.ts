import { z } from '@hono/zod-openapi'
import { CHAPTER_TITLE_MAX_CHARACTERS, MAX_UPLOAD_FILES } from '../../../domain/upload/limits.ts'
import { component, orNull } from '../../schemas/component.ts'
import { idParameter, TimeSchema, UuidSchema } from '../../schemas/identifiers.ts'
import { NextCursorSchema, PageQuerySchema } from '../../schemas/pagination.ts'

export const UploadParameters = idParameter('upload_id')

const UploadTypeSchema = component(
  'UploadType',
  z.enum(['single', 'chapters']).openapi({
    description: '`single`: one file holds the book. `chapters`: one file a chapter.',
  }),
)

export const UploadStatusSchema = component(
  'UploadStatus',
  z.enum(['pending', 'uploading', 'completed', 'failed', 'cancelled', 'expired']),
)

const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const SizeSchema = z.int().openapi({ example: 48_211_034 })

const TotalSizeSchema = SizeSchema.openapi({
  description: 'Upper bound of the sum of all file sizes, in bytes. Files may turn out smaller.',
})

export const CreateUploadSchema = z
  .object({
    upload_type: UploadTypeSchema,
    total_files: z
      .int()
      .min(1)
      .max(MAX_UPLOAD_FILES)
      .openapi({ description: 'Files to come; 1 for `single`.', example: 1 }),
    total_size_bytes: TotalSizeSchema.min(1),
  })
  .openapi('NewUpload')

export const CreatedUploadSchema = z
  .object({
    upload_id: UuidSchema,
    status: UploadStatusSchema,
    message: z.string().openapi({ example: 'Send the file to /api/v1/admin/uploads/{upload_id}/files.' }),
  })
  .openapi('CreatedUpload')

const ChapterMarkSchema = z
  .object({
    title: z.string().nullable().openapi({ example: 'Chapter 1' }),
    start_seconds: z.number().openapi({ example: 0 }),
    end_seconds: z.number().openapi({ example: 611.4 }),
  })
  .openapi('ChapterMark')

const DetectedSchema = z
  .object({
    title: z.string().nullable().openapi({ example: 'The Lighthouse at Gull Point' }),
    author: z.string().nullable().openapi({ example: 'M. Hale' }),
    narrator: z.string().nullable().openapi({ example: 'R. Voss' }),
    duration_seconds: z.number().openapi({ example: 1834.2 }),
    chapters: z
      .array(ChapterMarkSchema)
      .openapi({ description: 'Chapter marks, in order; empty when the file has none.' }),
    has_cover: z.boolean(),
  })
  .openapi('DetectedMetadata', { description: 'What the file says of itself; offered as defaults.' })

const fileFields = {
  file_id: UuidSchema,
  upload_id: UuidSchema,
  file_name: z.string().openapi({ description: 'Without any folder.', example: 'lighthouse.m4b' }),
  file_size_bytes: SizeSchema,
  chapter_number: z.int().optional().openapi({ description: '`chapters` uploads only.', example: 1 }),
  chapter_title: z.string().optional().openapi({ example: 'The Storm' }),
}

export const StoredFileSchema = z
  .object({
    ...fileFields,
    media_type: z.string().openapi({ description: 'By content.', example: 'audio/mp4' }),
    sha256: z.string().openapi({ description: 'Of the content, hexadecimal.', example: SHA256 }),
    uploaded_at: TimeSchema,
    detected: DetectedSchema,
  })
  .openapi('UploadFile')

const SessionFileSchema = z
  .object({
    ...fileFields,
    status: z.enum(['receiving', 'stored']).openapi({ example: 'stored' }),
    media_type: z.string().nullable().openapi({ example: 'audio/mp4' }),
    sha256: z.string().nullable().openapi({ description: 'Null until stored.', example: SHA256 }),
    uploaded_at: TimeSchema.nullable().openapi({ description: 'Null until stored.' }),
    detected: orNull(DetectedSchema),
  })
  .openapi('UploadSessionFile')

const uploadFields = {
  upload_id: UuidSchema,
  upload_type: UploadTypeSchema,
  status: UploadStatusSchema,
  status_reason: z
    .string()
    .nullable()
    .openapi({ description: 'Why it ended, when it did not complete.', example: null }),
  total_files: z.int().openapi({ example: 1 }),
  total_size_bytes: TotalSizeSchema,
  created_at: TimeSchema,
  updated_at: TimeSchema,
  completed_at: TimeSchema.nullable(),
}

const progressFields = {
  uploaded_files: z.int().openapi({ description: 'Files that are stored.', example: 0 }),
  progress: z.number().min(0).max(1).openapi({
    description: 'By bytes of the announced total, moving while files arrive; 1 once completed.',
    example: 0.42,
  }),
  uploaded_size_bytes: SizeSchema.openapi({ description: 'Of stored files and of those being received.' }),
}

export const UploadSchema = z.object(uploadFields).openapi('Upload')

export const UploadSessionSchema = z
  .object({ ...uploadFields, ...progressFields, files: z.array(SessionFileSchema) })
  .openapi('UploadSession')

export const UploadProgressSchema = z
  .object({
    upload_id: UuidSchema,
    status: UploadStatusSchema,
    total_files: z.int().openapi({ example: 1 }),
    total_size_bytes: TotalSizeSchema,
    ...progressFields,
  })
  .openapi('UploadProgress')

export const ListUploadsQuerySchema = PageQuerySchema.extend({
  status: UploadStatusSchema.optional().openapi({ description: 'Uploads in this state only.' }),
})

export const UploadPageSchema = z
  .object({ uploads: z.array(UploadSchema), next_cursor: NextCursorSchema })
  .openapi('UploadList')

/** Described by hand: the form is parsed as it arrives, and no validator may read it before. */
export const AddFileForm = {
  type: 'object' as const,
  required: ['file'],
  properties: {
    file: {
      type: 'string' as const,
      format: 'binary',
      description:
        'One audio file: m4b, mp3, m4a, flac, opus, ogg, oga, mp4, aac, wav, wma, aiff, aif, webm, webma, mka.',
    },
    chapter_number: {
      type: 'integer' as const,
      minimum: 1,
      description:
        'Place in the book, for `chapters` uploads. Without it the file takes the lowest free one.',
      example: 1,
    },
    chapter_title: { type: 'string' as const, maxLength: CHAPTER_TITLE_MAX_CHARACTERS, example: 'The Storm' },
  },
}

/** How each part of the form is sent. */
export const AddFileEncoding = {
  file: { contentType: 'audio/*, video/mp4, video/webm, application/ogg, application/octet-stream' },
  chapter_number: { contentType: 'text/plain' },
  chapter_title: { contentType: 'text/plain' },
}
