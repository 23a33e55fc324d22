import { PRIORITY_WEIGHT_MS } from '../../../ports/queue-order.ts'

/**
 * New ids → queue (due) or delayed (not yet); delayed → queue for an id that is now due. What is leased stays where it
 * is; what waits keeps the earlier due time and takes the priority that it is told. ARGV: runs of (due ms, priority, n,
 * id × n).
 */
export const ENQUEUE = `
local nothing = {}

local function scores(key, first, last)
  if redis.call('ZCARD', key) == 0 then return nothing end
  return redis.call('ZMSCORE', key, unpack(ARGV, first, last))
end

local function add(due, priority, first, last)
  local leased, ready = scores(processing, first, last), scores(queue, first, last)
  local waiting = scores(delayed, first, last)
  local readies, laters, moved, soon = {}, {}, {}, false
  for i = first, last do
    local k = i - first + 1
    if not leased[k] then
      local from = due
      if ready[k] then
        local whole, known = split(ready[k])
        from = math.min(from, whole + known * ${PRIORITY_WEIGHT_MS})
      end
      if waiting[k] then from = math.min(from, (split(waiting[k]))) end
      if from <= now then
        if waiting[k] then moved[#moved + 1] = ARGV[i] end
        readies[#readies + 1] = ready_score(from, priority)
        readies[#readies + 1] = ARGV[i]
      else
        laters[#laters + 1] = from + priority / LEVELS
        laters[#laters + 1] = ARGV[i]
        if from - now < POLL_MS then soon = true end
      end
    end
  end
  if #moved > 0 then redis.call('ZREM', delayed, unpack(moved)) end
  if #readies > 0 then redis.call('ZADD', queue, unpack(readies)) end
  if #laters > 0 then redis.call('ZADD', delayed, unpack(laters)) end
  if #readies > 0 or soon then mark() end
end

local at = 1
while at <= #ARGV do
  local first, last = at + 3, at + 2 + tonumber(ARGV[at + 2])
  add(tonumber(ARGV[at]), tonumber(ARGV[at + 1]), first, last)
  at = last + 1
end
`
