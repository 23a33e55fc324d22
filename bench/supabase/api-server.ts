import { createSupabaseStorage } from '../../src/adapters/supabase/storage.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { serveApi } from '../upload/serve-api.ts'

/* Our API with its files at Supabase: `api-server.ts <project> <key> <token> <max file size>`; prints its URL. */

const [url, key, token, maxFileSizeBytes] = process.argv.slice(2)
if (url === undefined || key === undefined || token === undefined) throw new Error('a project is needed')

const storage = createSupabaseStorage({
  url,
  key,
  bucket: 'audio',
  maxFileSizeBytes: Number(maxFileSizeBytes),
  clock: systemClock,
})
const checked = await storage.check()
if (checked.isErr()) throw new Error(checked.error.message)
await serveApi({ storage, token, maxFileSizeBytes: Number(maxFileSizeBytes) })
