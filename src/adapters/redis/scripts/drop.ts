/** queue, delayed, processing, failed → nowhere. ARGV: ids. */
export const DROP = `
redis.call('ZREM', queue, unpack(ARGV))
redis.call('ZREM', delayed, unpack(ARGV))
redis.call('ZREM', processing, unpack(ARGV))
redis.call('HDEL', leases, unpack(ARGV))
redis.call('ZREM', failed, unpack(ARGV))
`
