import type { HttpDeps } from '../../deps.ts'

/** What the routes of uploads need of what the API has. */
export type UploadRouteDeps = Pick<
  HttpDeps,
  'uploads' | 'storage' | 'inspector' | 'clock' | 'ids' | 'logger' | 'maxFileSizeBytes'
>
