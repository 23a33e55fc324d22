import { z } from 'zod'

/** The key has two names. */
const VARIABLES = 'SUPABASE_SECRET_KEY (or SUPABASE_SERVICE_ROLE_KEY)'

const claimsSchema = z.looseObject({ role: z.string().optional(), ref: z.string().optional() })

/** What a look at the key itself tells; null when nothing is wrong with it. Never holds the key. */
export function findKeyProblem(url: string, key: string): string | null {
  if (key.startsWith('sb_publishable_')) {
    return `${VARIABLES} holds a publishable key; the storage needs a secret key (sb_secret_…) or the service_role key`
  }
  if (key.startsWith('sb_')) return null
  const claims = readClaims(key)
  if (claims === null) {
    return `${VARIABLES} is neither a secret key (sb_secret_…) nor a JWT; was it cut off?`
  }
  if (claims.role !== undefined && claims.role !== 'service_role') {
    return `${VARIABLES} holds the key of role ${claims.role}; the storage needs the service_role key`
  }
  const [, project] = /^https:\/\/([a-z0-9]+)\.supabase\.(?:co|in|red)$/.exec(url) ?? []
  if (project !== undefined && claims.ref !== undefined && claims.ref !== project) {
    return `${VARIABLES} belongs to project ${claims.ref}, SUPABASE_URL names ${project}`
  }
  return null
}

/** Unverified: only the project can verify its keys. */
function readClaims(token: string): z.infer<typeof claimsSchema> | null {
  const parts = token.split('.')
  if (parts.length !== 3) return null
  try {
    return claimsSchema.parse(JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')))
  } catch {
    return null
  }
}
