import { createLocalJWKSet, type JSONWebKeySet, type JWTHeaderParameters } from 'jose'
import { err, ok, type Result } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import { type PortError, transientError } from '../../ports/port-error.ts'

export type FetchKeys = (url: string, init: RequestInit) => Promise<Response>

type KeySet = ReturnType<typeof createLocalJWKSet>
export type PublishedKey = Awaited<ReturnType<KeySet>>

export interface PublishedKeysOptions {
  /** Of the key set, e.g. `https://abc.supabase.co/auth/v1/.well-known/jwks.json`. */
  readonly url: string
  readonly clock: Clock
  readonly fetch?: FetchKeys
}

const TIMEOUT_MS = 3_000
/** A key that was withdrawn is good for so long; hosted projects let caches keep the set as long. */
const MAX_AGE_MS = 10 * 60_000
/** During an outage known keys stay good for so long; people go on working, and no new key can have come. */
const MAX_AGE_IN_OUTAGE_MS = 24 * 60 * 60_000
/** Strangers can make up names of keys; so often at most they cause a request. */
const UNKNOWN_KEY_INTERVAL_MS = 60_000
const FAILED_INTERVAL_MS = 10_000
/** A handful of keys is under 4 KiB. */
const MAX_KEY_SET_LENGTH = 256 * 1024

/**
 * The keys that a project publishes, fetched when needed and kept. Finds the one that a token's header names; answers
 * null when the project has no such key, and an error when that can't be known now.
 */
export function createPublishedKeys({ url, clock, fetch: send = fetch }: PublishedKeysOptions) {
  let keys: KeySet | null = null
  let fetchedAtMs = Number.NEGATIVE_INFINITY
  let failedAtMs = Number.NEGATIVE_INFINITY
  let failure: PortError | null = null
  let pending: Promise<void> | null = null

  const nowMs = () => clock.now().getTime()
  const ageMs = () => nowMs() - fetchedAtMs

  const fetchNow = async () => {
    try {
      keys = createLocalJWKSet(await fetchKeySet(url, send))
      fetchedAtMs = nowMs()
      failure = null
    } catch (cause) {
      failedAtMs = nowMs()
      failure = transientError('jwks_unavailable', 'The keys of Supabase Auth could not be fetched.', cause)
    } finally {
      pending = null
    }
  }
  /** Callers that come meanwhile wait for the same answer. */
  const refresh = async () => {
    if (nowMs() - failedAtMs < FAILED_INTERVAL_MS) return
    pending ??= fetchNow()
    await pending
  }

  return async (header: JWTHeaderParameters): Promise<Result<PublishedKey | null, PortError>> => {
    if (ageMs() >= MAX_AGE_MS) await refresh()
    if (keys !== null && ageMs() < MAX_AGE_IN_OUTAGE_MS) {
      const key = await pick(keys, header)
      if (key !== null) return ok(key)
      if (ageMs() >= UNKNOWN_KEY_INTERVAL_MS) await refresh()
    }
    if (failure !== null) return err(failure)
    return ok(keys === null ? null : await pick(keys, header))
  }
}

/** No key of this name and algorithm, several, or one that can't be read as a public key: none to trust. */
const pick = (keys: KeySet, header: JWTHeaderParameters): Promise<PublishedKey | null> =>
  keys(header).catch(() => null)

async function fetchKeySet(url: string, send: FetchKeys): Promise<JSONWebKeySet> {
  const response = await send(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (response.status !== 200) throw new Error(`the key set was answered with ${response.status}`)
  const text = await response.text()
  if (text.length > MAX_KEY_SET_LENGTH) throw new Error('the key set is too large')
  return JSON.parse(text)
}
