/**
 * Users of a Supabase project call the API with the access token of their session. Those whose `app_metadata.role` is
 * `admin` may, and see their own books. (`app_metadata` is set by the project's owner alone, unlike `user_metadata`.)
 */
import { createChapterwise } from 'chapterwise'

const url = process.env.SUPABASE_URL
if (url === undefined) throw new Error('SUPABASE_URL is not set')

const chapterwise = await createChapterwise({
  dataDir: process.env.DATA_DIR ?? './data',
  // With `secretKey` too, audio would be kept in the project's storage.
  supabase: { url },
  port: Number(process.env.PORT ?? 0),
  logLevel: 'warn',
})
chapterwise.start()
console.log((await chapterwise.listen()).url)
process.once('SIGTERM', () => chapterwise.close())
