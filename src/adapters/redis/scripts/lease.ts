/**
 * First processing → queue for leases that ended, and acks (processing → nowhere), so that an ack and the next lease
 * share a round trip. Then delayed → queue for what has fallen due, and queue → processing for the first `count`.
 * ARGV: count, lease ms, token, type, '1' when the caller will wait, then (id, token) pairs to ack.
 * Answers { ms until something changes by itself or -1, 1 when throttled for so long, id … }.
 */
export const LEASE = `
local count, lease_ms, token = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
ack(6)
if redis.call('HEXISTS', paused, ARGV[4]) == 1 then
  if ARGV[5] == '1' then redis.call('DEL', wake) end
  return { -1, 0 }
end
local throttled_ms = redis.call('PTTL', throttled)
if throttled_ms > 0 then
  if ARGV[5] == '1' then redis.call('DEL', wake) end
  return { throttled_ms, 1 }
end
return_due(delayed)

-- The earliest time in a set, as ms from now.
local function first_change(key, soonest)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if #first == 0 then return soonest end
  local wait = math.max(0, (split(first[2])) - now)
  return soonest == -1 and wait or math.min(soonest, wait)
end

local popped = redis.call('ZPOPMIN', queue, count)
if #popped == 0 then
  if ARGV[5] == '0' then return { -1, 0 } end
  -- Whoever sees nothing takes the marker away; whatever comes from now on sets it again.
  redis.call('DEL', wake)
  return { first_change(processing, first_change(delayed, -1)), 0 }
end

local answer, ends, tokens = { -1, 0 }, {}, {}
for i = 1, #popped, 2 do
  local _, priority = split(popped[i + 1])
  answer[#answer + 1] = popped[i]
  ends[#ends + 1] = now + lease_ms + priority / LEVELS
  ends[#ends + 1] = popped[i]
  tokens[#tokens + 1] = popped[i]
  tokens[#tokens + 1] = token
end
redis.call('ZADD', processing, unpack(ends))
redis.call('HSET', leases, unpack(tokens))
-- There is more for another one who waits; or a lease that ends sooner than those would look again.
if lease_ms < POLL_MS then
  mark()
elseif #popped == count * 2 and redis.call('LLEN', wake) == 0 and redis.call('ZCARD', queue) > 0 then
  redis.call('RPUSH', wake, '1')
end
return answer
`
