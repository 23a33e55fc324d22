/** Moves nothing; of two pauses the one that ends later counts. ARGV: ms. */
export const THROTTLE = `
if redis.call('PTTL', throttled) < tonumber(ARGV[1]) then redis.call('SET', throttled, '1', 'PX', ARGV[1]) end
`
