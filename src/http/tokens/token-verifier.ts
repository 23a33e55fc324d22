import { errAsync, okAsync } from 'neverthrow'
import type { Caller } from '../../usecases/caller.ts'
import type { TokenVerifier } from '../auth.ts'
import { staticTokens } from './static-tokens.ts'
import { type SupabaseTokenOptions, supabaseTokens } from './supabase-tokens.ts'

export interface TokenVerifierOptions {
  /** Each stands for the operator, who sees everything. */
  readonly adminTokens: readonly string[]
  /** Good for the workers' report alone; null when no worker runs apart. */
  readonly workerToken: string | null
  /** Null when Supabase Auth is not used. */
  readonly supabase: SupabaseTokenOptions | null
}

/** What the operator creates belongs to this owner, whichever static token was used. */
const OPERATOR: Caller = { ownerId: 'admin', seesAll: true }

/** Static admin tokens, Supabase Auth tokens of admins, and the workers' token. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const isAdminToken = staticTokens(options.adminTokens)
  const isWorkerToken = staticTokens(options.workerToken === null ? [] : [options.workerToken])
  const verifySupabase = options.supabase === null ? null : supabaseTokens(options.supabase)
  return {
    verifyAdmin: (token) => {
      if (isAdminToken(token)) return okAsync(OPERATOR)
      return verifySupabase === null ? errAsync({ reason: 'invalid_token' }) : verifySupabase(token)
    },
    verifyWorker: (token) =>
      isWorkerToken(token) ? okAsync(undefined) : errAsync({ reason: 'invalid_token' }),
  }
}
