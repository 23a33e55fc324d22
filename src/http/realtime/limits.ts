/** Something is sent at least so often, so that proxies and both servers see the connection alive. */
export const HEARTBEAT_INTERVAL_MS = 15_000
/** A client that took nothing for so long is gone. */
export const STALLED_TIMEOUT_MS = 60_000
/** After how long a client should come back. */
export const RETRY_AFTER_MS = 1_000
