import type { CreateOutcome, IdempotencyKey } from '../../ports/repositories/page.ts'
import { idempotencyKey, type MemoryState } from './state.ts'

type Kind = 'upload' | 'audiobook'
interface Kinds {
  readonly upload: MemoryState['uploads']
  readonly audiobook: MemoryState['audiobooks']
}
type Stored<K extends Kind> = Kinds[K] extends Map<string, infer T> ? T : never

/** What the key made before; null when it is free, as it is again once that was removed. */
export function findEarlier<K extends Kind>(
  state: MemoryState,
  kind: K,
  ownerId: string,
  idempotency: IdempotencyKey | null,
): CreateOutcome<Stored<K>> | null {
  if (idempotency === null) return null
  const made = state.idempotency.get(idempotencyKey(kind, ownerId, idempotency.key))
  if (!made) return null
  const stored: Map<string, unknown> = kind === 'upload' ? state.uploads : state.audiobooks
  const existing = stored.get(made.id)
  if (existing === undefined) return null
  if (made.requestHash !== idempotency.requestHash) return { outcome: 'key_reused' }
  return { outcome: 'replayed', existing: existing as Stored<K> }
}

export function rememberKey(
  state: MemoryState,
  kind: Kind,
  made: { readonly id: string; readonly ownerId: string },
  idempotency: IdempotencyKey | null,
): void {
  if (idempotency === null) return
  state.idempotency.set(idempotencyKey(kind, made.ownerId, idempotency.key), {
    requestHash: idempotency.requestHash,
    id: made.id,
  })
}
