import { startAttempt } from '../calls/attempt.ts'
import { pause } from '../calls/pause.ts'
import { backoffMs } from '../calls/retry.ts'
import type { Connection } from '../connection.ts'

/** Whether the server says by itself that something has happened. */
export interface News {
  /** Resolves at the next news, or after `quietMs`; with news of before the call at once. Rejects when aborted. */
  readonly next: (quietMs: number) => Promise<void>
  /** While false there may be news that nobody tells. */
  readonly isLive: () => boolean
  readonly close: () => void
}

/** Of one event; the events of a book are small. */
const MAX_EVENT_CHARACTERS = 1024 * 1024
/** Answers that will not be different later: this server has no events, or not for this caller. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 429

/** Server-Sent Events: blocks of lines that end with an empty one; what has no `data` is a sign of life alone. */
const hasData = (block: string): boolean => /^data(?::|$)/m.test(block)

async function readEvents(
  body: ReadableStream<Uint8Array>,
  touch: () => void,
  onEvent: () => void,
): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    touch()
    const blocks = (text + decoder.decode(value, { stream: true })).split(/\r\n\r\n|\n\n|\r\r/)
    text = blocks.pop() ?? ''
    if (blocks.some(hasData)) onEvent()
    if (text.length > MAX_EVENT_CHARACTERS) throw new Error('an event does not end')
  }
}

/** Rings when something was told, and remembers that it rang while nobody listened. */
const createBell = () => {
  let rang = false
  let listener: (() => void) | null = null
  return {
    ring: (): void => {
      rang = true
      listener?.()
    },
    listen: async (quietMs: number, signal: AbortSignal): Promise<void> => {
      const waiting = new AbortController()
      const stop = (): void => waiting.abort()
      listener = stop
      signal.addEventListener('abort', stop, { once: true })
      if (!rang && !signal.aborted) await pause(quietMs, waiting.signal).catch(() => undefined)
      signal.removeEventListener('abort', stop)
      listener = null
      rang = false
      signal.throwIfAborted()
    },
  }
}

/** One connection, until it ends. Answers whether another one may do better. */
const listenOnce = async (
  { transport, fetch }: Connection,
  url: string,
  signal: AbortSignal,
  on: { readonly open: () => void; readonly event: () => void },
): Promise<boolean> => {
  const attempt = startAttempt(signal, transport.policy.idleTimeoutMs)
  try {
    const headers = await transport.commonHeaders()
    headers.set('accept', 'text/event-stream')
    const answer = await fetch(new Request(url, { headers, signal: attempt.signal }))
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (!answer.ok || !isStream || answer.body === null) {
      await answer.body?.cancel()
      return !answer.ok && !isFinal(answer.status)
    }
    on.open()
    await readEvents(answer.body, attempt.touch, on.event)
    return true
  } catch {
    return true
  } finally {
    attempt.end()
  }
}

/**
 * Listens at `url` until it is closed. Events are taken as news that something has changed, not for their content: what
 * is true is read afterwards, so nothing is missed between two connections.
 */
export const listenForNews = (connection: Connection, url: string, callers: AbortSignal | null): News => {
  const controller = new AbortController()
  const close = (): void => controller.abort(callers?.reason)
  if (callers?.aborted === true) close()
  callers?.addEventListener('abort', close, { once: true })
  const bell = createBell()
  let isLive = false
  const listen = async (): Promise<void> => {
    for (let failures = 1; !controller.signal.aborted; failures += 1) {
      const open = (): void => {
        isLive = true
        failures = 0
        bell.ring()
      }
      const mayImprove = await listenOnce(connection, url, controller.signal, { open, event: bell.ring })
      isLive = false
      if (!mayImprove) return
      const delayMs = backoffMs(failures + 1, connection.transport.policy, Math.random())
      await pause(delayMs, controller.signal).catch(() => undefined)
    }
  }
  void listen()
  return {
    next: (quietMs) => bell.listen(quietMs, controller.signal),
    isLive: () => isLive,
    close: () => {
      callers?.removeEventListener('abort', close)
      controller.abort()
    },
  }
}
