/** A server that speaks OpenAI's HTTP API: OpenAI, Groq, whisper.cpp, Speaches, Ollama, vLLM, llama.cpp … */
export interface OpenAiServer {
  /** With or without the version, e.g. `https://api.openai.com/v1` or `http://127.0.0.1:11434`. */
  readonly baseUrl: string
  /** Sent as a bearer token; servers on one's own machine often need none. */
  readonly apiKey?: string
  readonly model: string
  readonly fetch?: FetchFunction
  /** For one request, from its start to the last byte of the answer. */
  readonly timeoutMs?: number
}

export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>

const VERSION_SEGMENT = /\/v\d+(?:beta\d*)?$/

/** Address of an endpoint; `/v1` is added when the base URL names no version. */
export function endpointUrl(baseUrl: string, path: string): string {
  const base = baseUrl.replace(/\/+$/, '')
  return `${VERSION_SEGMENT.test(base) ? base : `${base}/v1`}${path}`
}

/** For messages: where a request went, without credentials or a query. */
export function serverLabel(baseUrl: string): string {
  try {
    return new URL(baseUrl).host
  } catch {
    return 'the configured base URL'
  }
}
