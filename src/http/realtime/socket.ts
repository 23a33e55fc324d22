/** A WebSocket, whatever the runtime. */
export interface Socket {
  send(text: string): void
  /** Handed to it and not yet taken by the network. */
  bufferedBytes(): number
  close(code: number, reason: string): void
}

export interface SocketSession {
  /** Null: it was not text. */
  onMessage(text: string | null): void
  onClose(): void
}

export type OpenSession = (socket: Socket) => SocketSession

/** What a server that can do it puts into the environment of a request. */
export interface Upgrading {
  /** Makes the connection of this request a WebSocket; the answer is what the handler must return. */
  readonly upgrade: (open: OpenSession) => Response
}

/** Longest message of a client. */
export const MAX_MESSAGE_BYTES = 64 * 1024
/** The protocol of messages, chosen when a client offers it; a token among the offered is never echoed. */
export const SOCKET_PROTOCOL = 'chapterwise.v1'

export const upgradingOf = (env: unknown): Upgrading['upgrade'] | null =>
  typeof env === 'object' && env !== null && 'upgrade' in env && typeof env.upgrade === 'function'
    ? (env.upgrade as Upgrading['upgrade'])
    : null

export const offersProtocol = (header: string | null | undefined): boolean =>
  header?.split(',').some((protocol) => protocol.trim() === SOCKET_PROTOCOL) ?? false
