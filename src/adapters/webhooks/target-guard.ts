import ipaddr from 'ipaddr.js'
import { err, ok, type Result } from 'neverthrow'
import type { TargetRefusal } from '../../ports/webhook-sender.ts'

/** Of the internet as a whole; everything else in `2000::/3` and the IPv4 space has a name of its own in ipaddr.js. */
const PUBLIC = 'unicast'
/** What IPv6 gives to the internet; beyond it are translations, addresses of old, and what is yet to be given. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')
/** Public by their number, but a machine's own cloud answers there: Azure's wire server. */
const METADATA = [ipaddr.parse('168.63.129.16')]

type Address = ReturnType<typeof ipaddr.parse>
type Range = ReturnType<typeof ipaddr.parseCIDR>

/** What may be connected to. */
export interface TargetGuard {
  /** As far as the URL shows. */
  checkUrl(url: string): Result<void, TargetRefusal>
  /** An address that a name stands for, or that is written in the URL. */
  mayConnect(address: string, protocol: string): boolean
}

/** `allowed`: networks (`10.0.0.0/8`) and addresses that are let through though private; http is for these alone. */
export function createTargetGuard(allowed: readonly string[]): TargetGuard {
  const ranges = allowed.map(toRange)
  const mayConnect = (text: string, protocol: string): boolean => {
    const address = parseAddress(text)
    if (address === null) return false
    if (ranges.some((range) => isWithin(address, range))) return true
    return protocol === 'https:' && isPublic(address)
  }
  return {
    mayConnect,
    checkUrl: (text) => {
      const url = URL.parse(text)
      if (url === null) return refuse('It is no URL.')
      if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('Must begin with https://.')
      if (url.protocol === 'http:' && ranges.length === 0) {
        return refuse('Must begin with https://; http is for the networks of WEBHOOK_ALLOWED_TARGETS.')
      }
      if (url.username !== '' || url.password !== '') return refuse('Must not hold a user name or password.')
      const literal = parseAddress(url.hostname)
      if (literal !== null && !mayConnect(url.hostname, url.protocol)) {
        return refuse('The address is not a public one, and not of WEBHOOK_ALLOWED_TARGETS.')
      }
      return ok(undefined)
    },
  }
}

const refuse = (message: string) => err({ message })

/** An IPv4 address that is written as IPv6 counts as the former when it comes to what is allowed. */
const isWithin = (address: Address, range: Range): boolean => {
  const plain =
    address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address
  return plain.kind() === range[0].kind() && plain.match(range)
}

function isPublic(address: Address): boolean {
  if (address.range() !== PUBLIC) return false
  if (address instanceof ipaddr.IPv6) return address.match(GLOBAL_IPV6)
  return !METADATA.some((one) => one.toString() === address.toString())
}

/** Null: a name. URLs write IPv6 in brackets. */
function parseAddress(text: string): Address | null {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  return ipaddr.isValid(bare) ? ipaddr.parse(bare) : null
}

const toRange = (text: string): Range => {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.parse(text)
  return ipaddr.parseCIDR(`${text}/${address.kind() === 'ipv4' ? 32 : 128}`)
}
