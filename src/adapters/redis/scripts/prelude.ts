import { PRIORITY_WEIGHT_MS, stepsAhead } from '../../../ports/queue-order.ts'
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
local queue, delayed, processing, leases, wake, paused, throttled, failed, owners, lines, turns, spent, clock =
  unpack(KEYS)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local POLL_MS = ${POLL_INTERVAL_MS}
local LEVELS = ${PRIORITY_LEVELS}
local AHEAD = ${stepsAhead(1)}

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

local function line_of(owner) return lines .. ':' .. owner end

local function clock_time() return tonumber(redis.call('GET', clock) or 0) end

-- The score of an owner: his turn, earlier by the priority of his first job, which is kept in the last four bits.
local function turn_score(turn, priority) return (turn - AHEAD * priority) * LEVELS + LEVELS - 1 - priority end

local function split_turn(score)
  local value = tonumber(score)
  local rest = value % LEVELS
  local priority = LEVELS - 1 - rest
  return (value - rest) / LEVELS + AHEAD * priority, priority
end

local function forget_turns()
  if redis.call('ZCARD', turns) == 0 then redis.call('DEL', clock, spent) end
end

-- After an owner's line has changed: gives him a place among the turns, moves it, or takes it away.
local function place(owner)
  local first = redis.call('ZRANGE', line_of(owner), 0, 0, 'WITHSCORES')
  local known = redis.call('ZSCORE', turns, owner)
  if #first == 0 then
    if not known then return end
    redis.call('ZREM', turns, owner)
    local turn = split_turn(known)
    if turn > clock_time() then redis.call('ZADD', spent, turn, owner) end
    return forget_turns()
  end
  local _, priority = split(first[2])
  local turn, was
  if known then
    turn, was = split_turn(known)
  else
    turn = math.max(clock_time(), tonumber(redis.call('ZSCORE', spent, owner) or 0))
    redis.call('ZREM', spent, owner)
  end
  if was ~= priority then redis.call('ZADD', turns, turn_score(turn, priority), owner) end
end

-- The (score, id) pairs in adds -> queue, and into the lines of their owners.
local function add_ready(adds, owner_of)
  if #adds == 0 then return end
  redis.call('ZADD', queue, unpack(adds))
  local of = {}
  for i = 1, #adds, 2 do
    local owner = owner_of[adds[i + 1]] or ''
    local line = of[owner]
    if not line then
      line = {}
      of[owner] = line
    end
    line[#line + 1] = adds[i]
    line[#line + 1] = adds[i + 1]
  end
  for owner, line in pairs(of) do
    redis.call('ZADD', line_of(owner), unpack(line))
    place(owner)
  end
end

local function owners_of(ids)
  local names, owner_of = redis.call('HMGET', owners, unpack(ids)), {}
  for i = 1, #ids do owner_of[ids[i]] = names[i] or '' end
  return owner_of
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
  add_ready(adds, owners_of(ids))
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
  redis.call('HDEL', owners, unpack(ids))
end
`
