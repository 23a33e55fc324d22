const RANDOM_BYTES = 16

/** `crypto.randomUUID` would do, but pages that came by plain HTTP do not have it. */
export const newIdempotencyKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
