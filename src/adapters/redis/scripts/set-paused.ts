/** Moves nothing; the end of a pause wakes one who waits. ARGV: type, '1' or '0'. */
export const SET_PAUSED = `
if ARGV[2] == '1' then
  redis.call('HSET', paused, ARGV[1], '1')
else
  redis.call('HDEL', paused, ARGV[1])
  mark()
end
`
