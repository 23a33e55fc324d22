import type { Context } from 'hono'
import type { HttpEnv } from './deps.ts'

/** What a server puts into the environment of a request when no message tells it. */
export interface Addressed {
  readonly remoteAddress: () => string | null
}

const UNKNOWN = 'unknown'
/** One customer has a whole /64 of IPv6 addresses. */
const CUSTOMER_GROUPS = 4
const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/**
 * Who sent a request, as far as an address tells. `trustedProxies` is how many proxies stand before this server: each of them
 * appends to `X-Forwarded-For` whom it saw, so that what stands further left may be anyone's invention.
 */
export function clientAddress(c: Context<HttpEnv>, trustedProxies: number): string {
  const forwarded = (c.req.header('X-Forwarded-For') ?? '').split(',').map((part) => part.trim())
  const told = trustedProxies > 0 ? forwarded.at(-trustedProxies) : undefined
  return networkOf(told || remoteAddress(c.env) || UNKNOWN)
}

function remoteAddress(env: unknown): string | null {
  if (typeof env !== 'object' || env === null) return null
  if ('remoteAddress' in env) return (env as Addressed).remoteAddress()
  // What @hono/node-server puts there.
  const { incoming } = env as { incoming?: { socket?: { remoteAddress?: string } } }
  return incoming?.socket?.remoteAddress ?? null
}

function networkOf(address: string): string {
  const ipv4 = IPV4_IN_IPV6.exec(address)?.[1]
  if (ipv4 !== undefined || !address.includes(':')) return ipv4 ?? address
  const [head = '', tail] = address.split('::')
  const left = head.split(':').filter((group) => group !== '')
  const right = (tail ?? '').split(':').filter((group) => group !== '')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  return groups.slice(0, CUSTOMER_GROUPS).join(':')
}
