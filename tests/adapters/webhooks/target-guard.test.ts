import { describe, expect, test } from 'bun:test'
import { createTargetGuard } from '../../../src/adapters/webhooks/target-guard.ts'

/** Literals as they may stand in a URL. */
const REFUSED = [
  ['loopback', '127.0.0.1'],
  ['loopback, short', '127.1'],
  ['loopback, as one number', '2130706433'],
  ['loopback, hexadecimal', '0x7f.0.0.1'],
  ['loopback, octal', '0177.0.0.1'],
  ['this network', '0.0.0.0'],
  ['private, 10/8', '10.1.2.3'],
  ['private, 172.16/12', '172.31.255.255'],
  ['private, 192.168/16', '192.168.0.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['metadata of Alibaba', '100.100.100.200'],
  ['link-local', '169.254.1.1'],
  ['metadata of AWS, GCP, Azure', '169.254.169.254'],
  ['metadata of Oracle', '192.0.0.192'],
  ['wire server of Azure', '168.63.129.16'],
  ['documentation', '192.0.2.1'],
  ['benchmarking', '198.18.0.1'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['IPv6 loopback', '[::1]'],
  ['IPv6 unspecified', '[::]'],
  ['IPv4-mapped, private', '[::ffff:10.0.0.1]'],
  ['IPv4-mapped, public', '[::ffff:8.8.8.8]'],
  ['IPv4-compatible', '[::127.0.0.1]'],
  ['NAT64', '[64:ff9b::7f00:1]'],
  ['NAT64, local', '[64:ff9b:1::a00:1]'],
  ['6to4', '[2002:7f00:1::]'],
  ['Teredo', '[2001::1]'],
  ['documentation, IPv6', '[2001:db8::1]'],
  ['unique local', '[fc00::1]'],
  ['metadata of AWS, IPv6', '[fd00:ec2::254]'],
  ['IPv6 link-local', '[fe80::1]'],
  ['site-local', '[fec0::1]'],
  ['IPv6 multicast', '[ff02::1]'],
  ['discard only', '[100::1]'],
  ['not yet given', '[4000::1]'],
] as const

describe('what webhooks may be sent to', () => {
  test.each(REFUSED)('not %s: %s', (_name, host) => {
    const guard = createTargetGuard([])
    expect(guard.checkUrl(`https://${host}/hook`).isErr()).toBe(true)
    expect(guard.mayConnect(new URL(`https://${host}`).hostname, 'https:')).toBe(false)
  })

  test.each(['93.184.215.14', '8.8.8.8', '172.32.0.1', '[2606:4700:4700::1111]'])(
    'the internet: %s',
    (host) => {
      const guard = createTargetGuard([])
      expect(guard.checkUrl(`https://${host}/hook`).isOk()).toBe(true)
      expect(guard.mayConnect(host, 'https:')).toBe(true)
      expect(guard.mayConnect(host, 'http:')).toBe(false)
    },
  )

  test.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'http://example.com/hook',
    'https://user@example.com/hook',
    'https://user:word@example.com/hook',
    'not a url',
  ])('no URL of another kind: %s', (url) => {
    expect(createTargetGuard([]).checkUrl(url).isErr()).toBe(true)
  })

  test('what is allowed is let through, by http too, and nothing beside it', () => {
    const guard = createTargetGuard(['10.1.0.0/16', '127.0.0.1', 'fd00::/8'])
    for (const host of ['10.1.2.3', '127.0.0.1', '[fd00::5]', '[::ffff:10.1.2.3]'])
      for (const protocol of ['http:', 'https:'])
        expect([host, protocol, guard.mayConnect(host, protocol)]).toEqual([host, protocol, true])
    for (const host of ['10.2.0.1', '127.0.0.2', '[fc00::1]', '[::1]', '169.254.169.254'])
      expect([host, guard.mayConnect(host, 'https:')]).toEqual([host, false])
    expect(guard.checkUrl('http://receiver.internal/hook').isOk()).toBe(true)
    expect(guard.mayConnect('93.184.215.14', 'http:')).toBe(false)
  })
})
