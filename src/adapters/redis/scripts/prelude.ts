import { PRIORITY_WEIGHT_MS } from '../../../ports/queue-order.ts'
import { MAX_IDS_PER_CALL, POLL_INTERVAL_MS } from '../limits.ts'

/** Priorities are 0 to 9; a sixteenth is exact in a double, and leaves 41 bits of milliseconds untouched. */
export const PRIORITY_LEVELS = 16

/*
 * What all scripts start with: names of the keys, the time of the server, and the moves they share.
 *
 * A score is a time in whole milliseconds plus priority/16. So an id keeps its priority wherever it is without a second
 * structure that could get out of step. `floor(score) <= now` is the same as `score < now + 1`.
 */
export const PRELUDE = `
local queue, delayed, processing, leases, wake, paused, throttled, failed = unpack(KEYS)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local POLL_MS = ${POLL_INTERVAL_MS}
local LEVELS = ${PRIORITY_LEVELS}

local function ready_score(due, priority)
  return due - priority * ${PRIORITY_WEIGHT_MS} + priority / LEVELS
end

local function split(score)
  local value = tonumber(score)
  local whole = math.floor(value)
  return whole, (value - whole) * LEVELS
end

-- Wakes one who waits.
local function mark()
  if redis.call('LLEN', wake) == 0 then redis.call('RPUSH', wake, '1') end
end

-- source -> queue: what is due by now.
local function return_due(source)
  local found = redis.call('ZRANGE', source, '-inf', string.format('(%.0f', now + 1), 'BYSCORE',
    'LIMIT', 0, ${MAX_IDS_PER_CALL}, 'WITHSCORES')
  if #found == 0 then return end
  local ids, adds = {}, {}
  for i = 1, #found, 2 do
    ids[#ids + 1] = found[i]
    adds[#adds + 1] = ready_score(split(found[i + 1]))
    adds[#adds + 1] = found[i]
  end
  redis.call('ZREM', source, unpack(ids))
  if source == processing then redis.call('HDEL', leases, unpack(ids)) end
  redis.call('ZADD', queue, 'LT', unpack(adds))
end

-- processing -> queue: leases that ended. Answers the ids among the (id, token) pairs from ARGV[first] on whose lease holds.
local function held(first)
  local ids, valid = {}, {}
  for i = first, #ARGV, 2 do ids[#ids + 1] = ARGV[i] end
  return_due(processing)
  if #ids == 0 then return valid end
  local tokens = redis.call('HMGET', leases, unpack(ids))
  for i = 1, #ids do
    if tokens[i] == ARGV[first + i * 2 - 1] then valid[#valid + 1] = ids[i] end
  end
  return valid
end

-- processing -> nowhere: what is done.
local function ack(first)
  local ids = held(first)
  if #ids == 0 then return end
  redis.call('ZREM', processing, unpack(ids))
  redis.call('HDEL', leases, unpack(ids))
end
`
