/** The default of both servers, and the most that Bun's takes. */
export const IDLE_TIMEOUT_SECONDS = 255
