import { PRIORITY_WEIGHT_MS } from '../../../ports/queue-order.ts'

/**
 * New ids → queue (due) or delayed (not yet); delayed → queue for an id that is now due. What is leased stays where it
 * is; what waits keeps the earlier due time and takes the priority and owner that it is told. ARGV: runs of (due ms,
 * priority, owner, n, id × n).
 */
export const ENQUEUE = `
local ids, due_of, priority_of, owner_of = {}, {}, {}, {}
local at = 1
while at <= #ARGV do
  local due, priority, owner = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), ARGV[at + 2]
  local last = at + 3 + tonumber(ARGV[at + 3])
  for i = at + 4, last do
    local id = ARGV[i]
    -- Told twice in one call: the earlier time, and what was told last.
    local told = due_of[id]
    if not told then ids[#ids + 1] = id end
    due_of[id] = told and math.min(told, due) or due
    priority_of[id], owner_of[id] = priority, owner
  end
  at = last + 1
end

local function scores(key)
  if redis.call('EXISTS', key) == 0 then return {} end
  return redis.call('ZMSCORE', key, unpack(ids))
end

local leased, ready, waiting = scores(processing), scores(queue), scores(delayed)
local names = redis.call('EXISTS', owners) == 1 and redis.call('HMGET', owners, unpack(ids)) or {}
local fields, readies, laters, moved, soon = {}, {}, {}, {}, false
for k, id in ipairs(ids) do
  if names[k] ~= owner_of[id] then
    fields[#fields + 1] = id
    fields[#fields + 1] = owner_of[id]
    -- It stands in the line of another owner, or of none.
    if ready[k] and redis.call('ZREM', line_of(names[k] or ''), id) > 0 then place(names[k] or '') end
  end
  if not leased[k] then
    local from, priority = due_of[id], priority_of[id]
    if ready[k] then
      local whole, known = split(ready[k])
      from = math.min(from, whole + known * ${PRIORITY_WEIGHT_MS})
    end
    if waiting[k] then from = math.min(from, (split(waiting[k]))) end
    if from <= now then
      if waiting[k] then moved[#moved + 1] = id end
      readies[#readies + 1] = ready_score(from, priority)
      readies[#readies + 1] = id
    else
      laters[#laters + 1] = from + priority / LEVELS
      laters[#laters + 1] = id
      if from - now < POLL_MS then soon = true end
    end
  end
end
if #fields > 0 then redis.call('HSET', owners, unpack(fields)) end
if #moved > 0 then redis.call('ZREM', delayed, unpack(moved)) end
if #laters > 0 then redis.call('ZADD', delayed, unpack(laters)) end
add_ready(readies, owner_of)
if #readies > 0 or soon then mark() end
`
