import { err, ok, type Result } from 'neverthrow'

export interface StreamLimits {
  /** A place for one more stream; to be given back once. Says whose limit is reached otherwise. */
  take(ownerId: string): Result<() => void, 'owner' | 'process'>
}

/** Streams are held by owner, not by token: a token that is renewed is no new owner. */
export function createStreamLimits(max: number, maxPerOwner: number): StreamLimits {
  const byOwner = new Map<string, number>()
  let open = 0
  return {
    take(ownerId) {
      const own = byOwner.get(ownerId) ?? 0
      if (own >= maxPerOwner) return err('owner')
      if (open >= max) return err('process')
      open += 1
      byOwner.set(ownerId, own + 1)
      let isHeld = true
      return ok(() => {
        if (!isHeld) return
        isHeld = false
        open -= 1
        const left = (byOwner.get(ownerId) ?? 1) - 1
        if (left === 0) byOwner.delete(ownerId)
        else byOwner.set(ownerId, left)
      })
    },
  }
}
