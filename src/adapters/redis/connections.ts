import { Cluster, Redis, type RedisOptions } from 'ioredis'

export type RedisClient = Redis | Cluster

export interface ConnectionSettings {
  /** redis:// or rediss://, with user and password where needed. */
  readonly url: string
  /** The URL is one node of a Cluster. */
  readonly cluster: boolean
  /** After so long a command of a producer fails: an API request does not wait for a sick Redis. */
  readonly producerTimeoutMs: number
  /** After so long any other command fails. */
  readonly consumerTimeoutMs: number
  /** Longest blocking read. */
  readonly blockMs: number
}

/** What a single server and the nodes of a Cluster are told alike. */
type SharedOptions = Pick<
  RedisOptions,
  | 'commandTimeout'
  | 'socketTimeout'
  | 'blockingTimeout'
  | 'blockingTimeoutGrace'
  | 'connectionName'
  | 'connectTimeout'
  | 'maxRetriesPerRequest'
  | 'autoResendUnfulfilledCommands'
  | 'reconnectOnError'
>

export type ConnectionRole = 'producer' | 'consumer' | 'waiter' | 'subscriber'

const REDIS_PORT = 6_379
const CONNECT_TIMEOUT_MS = 5_000
const MIN_RETRY_DELAY_MS = 50
const MAX_RETRY_DELAY_MS = 1_000
const MAX_RETRY_EXPONENT = 6
/** A socket that brings nothing for so long after its command had to be answered is dead. */
const SOCKET_GRACE_MS = 1_000

/** Tries of a command on a Cluster that moves slots or lost a node, 0.1 s apart. */
const MAX_REDIRECTIONS = 16
const PRODUCER_MAX_REDIRECTIONS = 3

/** Doubling, capped, and jittered by half, so that many processes do not come back in step. */
const retryDelayMs = (times: number): number => {
  const cappedMs = Math.min(MAX_RETRY_DELAY_MS, MIN_RETRY_DELAY_MS * 2 ** Math.min(times, MAX_RETRY_EXPONENT))
  return Math.round(cappedMs / 2 + Math.random() * (cappedMs / 2))
}

const roleOptions = (settings: ConnectionSettings, role: ConnectionRole): SharedOptions => {
  const { producerTimeoutMs, consumerTimeoutMs, blockMs } = settings
  switch (role) {
    case 'producer':
      return {
        commandTimeout: producerTimeoutMs,
        socketTimeout: producerTimeoutMs + SOCKET_GRACE_MS,
      }
    case 'consumer':
      return { commandTimeout: consumerTimeoutMs, socketTimeout: consumerTimeoutMs + SOCKET_GRACE_MS }
    case 'waiter':
      return {
        blockingTimeout: blockMs,
        blockingTimeoutGrace: SOCKET_GRACE_MS,
        socketTimeout: blockMs + 2 * SOCKET_GRACE_MS,
      }
    case 'subscriber':
      // Nothing is asked, so nothing must come; what is missed is made up for by whoever listens.
      return { commandTimeout: consumerTimeoutMs }
  }
}

/**
 * A connection that comes back by itself. A command that was under way when it broke fails, it is not sent again: who
 * called knows better. It opens with its first command, the producer's at once.
 */
export function openConnection(settings: ConnectionSettings, role: ConnectionRole): RedisClient {
  const redisOptions: SharedOptions = {
    ...roleOptions(settings, role),
    connectionName: `chapterwise-${role}`,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // Commands fail as soon as a connection does, instead of waiting through attempts.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // After a failover behind one address the old server goes on, as a replica that takes nothing.
    reconnectOnError: (error) => error.message.includes('READONLY'),
  }
  const lazyConnect = role !== 'producer'
  const enableOfflineQueue = role !== 'producer'
  if (!settings.cluster) {
    const retryStrategy = retryDelayMs
    return new Redis(settings.url, { ...redisOptions, lazyConnect, enableOfflineQueue, retryStrategy })
  }
  const { protocol, hostname, port, username, password } = new URL(settings.url)
  return new Cluster([{ host: hostname, port: Number(port || REDIS_PORT) }], {
    lazyConnect,
    enableOfflineQueue,
    clusterRetryStrategy: retryDelayMs,
    maxRedirections: role === 'producer' ? PRODUCER_MAX_REDIRECTIONS : MAX_REDIRECTIONS,
    // Certificates are made out to names; the names of nodes are resolved when the connection is made.
    ...(protocol === 'rediss:' && { dnsLookup: (address, callback) => callback(null, address) }),
    redisOptions: {
      ...redisOptions,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  })
}
