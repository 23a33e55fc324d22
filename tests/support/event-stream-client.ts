export interface StreamedEvent {
  readonly id: string
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: as JSON came
  readonly data: any
}

export interface EventStreamClient {
  readonly response: Response
  /** The last id that came, of a heartbeat too. */
  lastEventId(): string | undefined
  /** The next event; null at the end of the stream. */
  next(): Promise<StreamedEvent | null>
  take(count: number): Promise<readonly StreamedEvent[]>
  close(): void
}

/** Server-sent events by `fetch`, since an EventSource sets no headers. */
export async function openEventStream(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStreamClient> {
  const aborting = new AbortController()
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: aborting.signal,
  })
  // Not before it is asked for: a refusal is read by others.
  let reader: ReadableStreamDefaultReader<string> | undefined
  let text = ''
  let last: string | undefined

  const next = async (): Promise<StreamedEvent | null> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const fields = new Map(
          block
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        )
        last = fields.get('id') ?? last
        const data = fields.get('data')
        if (data !== undefined)
          return { id: last ?? '', type: fields.get('event') ?? '', data: JSON.parse(data) }
        continue
      }
      reader ??= response.body?.pipeThrough(new TextDecoderStream()).getReader()
      const chunk = await reader?.read().catch(() => undefined)
      if (chunk === undefined || chunk.done) return null
      text += chunk.value
    }
  }
  return {
    response,
    lastEventId: () => last,
    next,
    async take(count) {
      const events: StreamedEvent[] = []
      while (events.length < count) {
        const event = await next()
        if (event === null) throw new Error(`the stream ended after ${events.length} of ${count} events`)
        events.push(event)
      }
      return events
    },
    close: () => aborting.abort(),
  }
}
