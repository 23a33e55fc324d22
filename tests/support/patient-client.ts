export type Answer = Readonly<Record<string, unknown>>

const RETRY_MS = 200
const MOST_TRIES = 300

/** Answers that ask to come again: the server is away, or still at the first of two equal requests. */
const asksToComeAgain = (status: number) => status >= 500 || status === 409

export interface PatientCallOptions {
  /** Default: a minute of them. */
  readonly mostTries?: number
}

export interface PatientClientOptions {
  readonly url: string
  readonly token: string
  /** Gets how long each call took, repetitions included. */
  readonly onAnswer?: (method: string, path: string, durationMs: number) => void
}

/** A client that never gives up: every call is repeated, with its idempotency key, until the server answers it. */
export function createPatientClient({ url, token, onAnswer }: PatientClientOptions) {
  /** Null: no answer, or one that asks to come again. */
  const tryOnce = async (
    method: string,
    path: string,
    key: string | null,
    body?: FormData | object,
  ): Promise<Answer | null> => {
    const address = `${url}/api/v1/admin${path}`
    const headers = new Headers({ Authorization: `Bearer ${token}` })
    if (key !== null) headers.set('Idempotency-Key', key)
    if (body !== undefined && !(body instanceof FormData)) headers.set('Content-Type', 'application/json')
    const content = body === undefined || body instanceof FormData ? body : JSON.stringify(body)
    // Killed before, while or after it answered: all the same to a client that asks again.
    const response = await fetch(address, {
      method,
      headers,
      ...(content === undefined ? {} : { body: content }),
    })
      .then(async (answered) => ({ status: answered.status, text: await answered.text() }))
      .catch(() => null)
    if (response === null || asksToComeAgain(response.status)) return null
    if (response.status >= 400) throw new Error(`${method} ${address}: ${response.status} ${response.text}`)
    return JSON.parse(response.text) as Answer
  }

  /** Null: no answer in so many tries. */
  const ask = async (
    method: string,
    path: string,
    key: string | null,
    body?: FormData | object,
    { mostTries = MOST_TRIES }: PatientCallOptions = {},
  ): Promise<Answer | null> => {
    const startedAtMs = performance.now()
    for (let attempt = 0; attempt < mostTries; attempt += 1) {
      const answer = await tryOnce(method, path, key, body)
      if (answer !== null) {
        onAnswer?.(method, path, performance.now() - startedAtMs)
        return answer
      }
      await Bun.sleep(RETRY_MS)
    }
    return null
  }

  return {
    ask,
    async call(method: string, path: string, key: string | null, body?: FormData | object): Promise<Answer> {
      const answer = await ask(method, path, key, body)
      if (answer === null) throw new Error(`${method} ${path}: no answer after ${MOST_TRIES} tries`)
      return answer
    },
  }
}
