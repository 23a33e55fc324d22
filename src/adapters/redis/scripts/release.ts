/** processing → queue, or delayed when there is a delay, for leases that hold. ARGV: delay ms, priority or '', (id, token) pairs. */
export const RELEASE = `
local delay = tonumber(ARGV[1])
local given = tonumber(ARGV[2])
local ids = held(3)
if #ids == 0 then return end
local scores = redis.call('ZMSCORE', processing, unpack(ids))
local adds = {}
for i = 1, #ids do
  local _, kept = split(scores[i] or 0)
  local priority = given or kept
  adds[#adds + 1] = delay > 0 and now + delay + priority / LEVELS or ready_score(now, priority)
  adds[#adds + 1] = ids[i]
end
redis.call('ZREM', processing, unpack(ids))
redis.call('HDEL', leases, unpack(ids))
if delay > 0 then redis.call('ZADD', delayed, unpack(adds)) else add_ready(adds, owners_of(ids)) end
if delay < POLL_MS then mark() end
`
