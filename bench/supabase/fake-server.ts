import { startFakeSupabase } from '../../src/testing/fakes/supabase/server.ts'

/* The fake project in a process of its own; it hashes what comes and keeps the first mebibyte. Prints URL and key. */

const fake = await startFakeSupabase({ keep: 'hash' })
process.stdout.write(`${fake.url} ${fake.keys.serviceRole}\n`)
