import type { PortResult } from './port-error.ts'

/** What a provider may work on at once, over all workers: so many places, each held for a time. */
export interface ProviderPlaces {
  /**
   * Takes one of `limit` places of `key`, or prolongs the one that the holder has, until at least `leaseMs` from now. False when
   * others hold them all. A place that nobody prolongs is free again when its time is over.
   */
  take(key: string, holder: string, limit: number, leaseMs: number): PortResult<boolean>
  /** Idempotent. */
  leave(key: string, holder: string): PortResult<void>
}
