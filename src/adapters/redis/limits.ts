/** Ids in one script call: Redis does nothing else meanwhile, and Lua can pass on about 8,000 values at once. */
export const MAX_IDS_PER_CALL = 1_000
/** Longest sleep of one who waits, should a wake-up get lost. */
export const POLL_INTERVAL_MS = 5_000
