/** Moves nothing; counts ids where they belong by now. ARGV: type. Answers { ready, delayed, leased, paused 0 or 1 }. */
export const COUNTS = `
local limit = string.format('(%.0f', now + 1)
local due = redis.call('ZCOUNT', delayed, '-inf', limit)
local ended = redis.call('ZCOUNT', processing, '-inf', limit)
return {
  redis.call('ZCARD', queue) + due + ended,
  redis.call('ZCARD', delayed) - due,
  redis.call('ZCARD', processing) - ended,
  redis.call('HEXISTS', paused, ARGV[1]),
}
`
