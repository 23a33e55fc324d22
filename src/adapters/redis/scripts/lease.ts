import { TURN_STEPS } from '../../../ports/queue-order.ts'

/**
 * First processing → queue for leases that ended, and acks (processing → nowhere), so that an ack and the next lease
 * share a round trip. Then delayed → queue for what has fallen due, and queue → processing for the next `count` by turns.
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

-- lines -> nowhere: the first of the owner whose turn it is, until there are count. One call for all when he is alone.
local function take_turns()
  local taken, time = {}, clock_time()
  while #taken < count * 2 do
    local next_two = redis.call('ZRANGE', turns, 0, 1, 'WITHSCORES')
    if #next_two == 0 then break end
    local owner, is_alone = next_two[1], #next_two == 2
    local turn = split_turn(next_two[2])
    local popped = redis.call('ZPOPMIN', line_of(owner), is_alone and count - #taken / 2 or 1)
    for i = 1, #popped, 2 do
      local _, priority = split(popped[i + 1])
      time = math.max(time + 1, turn - AHEAD * priority)
      turn = math.max(turn, time) + ${TURN_STEPS}
      taken[#taken + 1] = popped[i]
      taken[#taken + 1] = popped[i + 1]
    end
    local first = redis.call('ZRANGE', line_of(owner), 0, 0, 'WITHSCORES')
    if #first > 0 then
      local _, priority = split(first[2])
      redis.call('ZADD', turns, turn_score(turn, priority), owner)
    else
      redis.call('ZREM', turns, owner)
      redis.call('ZADD', spent, turn, owner)
    end
  end
  if #taken == 0 then return taken end
  redis.call('SET', clock, string.format('%.0f', time))
  redis.call('ZREMRANGEBYSCORE', spent, '-inf', time)
  forget_turns()
  return taken
end

local popped = take_turns()
if #popped == 0 then
  if ARGV[5] == '0' then return { -1, 0 } end
  -- Whoever sees nothing takes the marker away; whatever comes from now on sets it again.
  redis.call('DEL', wake)
  return { first_change(processing, first_change(delayed, -1)), 0 }
end

local answer, ends, tokens, ids = { -1, 0 }, {}, {}, {}
for i = 1, #popped, 2 do
  local _, priority = split(popped[i + 1])
  answer[#answer + 1] = popped[i]
  ids[#ids + 1] = popped[i]
  ends[#ends + 1] = now + lease_ms + priority / LEVELS
  ends[#ends + 1] = popped[i]
  tokens[#tokens + 1] = popped[i]
  tokens[#tokens + 1] = token
end
redis.call('ZREM', queue, unpack(ids))
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
