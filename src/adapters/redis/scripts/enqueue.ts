/**
 * New ids → queue (due) or delayed (not yet); delayed → queue for an id that is now due. What is leased stays where it
 * is, what waits keeps the earlier due time. ARGV: runs of (due ms, priority, n, id × n).
 */
export const ENQUEUE = `
local nothing = {}

local function scores(key, first, last)
  if redis.call('ZCARD', key) == 0 then return nothing end
  return redis.call('ZMSCORE', key, unpack(ARGV, first, last))
end

local function add_due(due, priority, first, last)
  local leased, waiting = scores(processing, first, last), scores(delayed, first, last)
  local adds, moved = {}, {}
  for i = first, last do
    local k = i - first + 1
    if not leased[k] then
      local from = due
      if waiting[k] then
        from = math.min(due, (split(waiting[k])))
        moved[#moved + 1] = ARGV[i]
      end
      adds[#adds + 1] = ready_score(from, priority)
      adds[#adds + 1] = ARGV[i]
    end
  end
  if #moved > 0 then redis.call('ZREM', delayed, unpack(moved)) end
  if #adds == 0 then return end
  redis.call('ZADD', queue, 'LT', unpack(adds))
  mark()
end

local function add_later(due, priority, first, last)
  local leased, ready = scores(processing, first, last), scores(queue, first, last)
  local adds = {}
  for i = first, last do
    local k = i - first + 1
    if not leased[k] and not ready[k] then
      adds[#adds + 1] = due + priority / LEVELS
      adds[#adds + 1] = ARGV[i]
    end
  end
  if #adds == 0 then return end
  redis.call('ZADD', delayed, 'LT', unpack(adds))
  if due - now < POLL_MS then mark() end
end

local at = 1
while at <= #ARGV do
  local due, priority = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local first, last = at + 3, at + 2 + tonumber(ARGV[at + 2])
  if due <= now then add_due(due, priority, first, last) else add_later(due, priority, first, last) end
  at = last + 1
end
`
