/**
 * What one level of priority is worth: a job of priority p goes before one of priority 0 that became due up to
 * p times as long before it. So a waiting job overtakes in the end whatever arrives, and nothing starves.
 */
export const PRIORITY_WEIGHT_MS = 60_000

/** Ready ids are handed out lowest score first, equal scores in the order of their ids. */
export const readyScore = (dueMs: number, priority: number): number => dueMs - priority * PRIORITY_WEIGHT_MS
