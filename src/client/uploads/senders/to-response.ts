const FIRST_STATUS = 200
const LAST_STATUS = 599
const NULL_BODY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304])

/** An answer that did not come by `fetch`. Throws for a status that no answer has. */
export const toResponse = (status: number, headers: Headers, body: BodyInit): Response => {
  if (status < FIRST_STATUS || status > LAST_STATUS)
    throw new TypeError(`${status} is no status of an answer`)
  return new Response(NULL_BODY_STATUSES.has(status) ? null : body, { status, headers })
}
