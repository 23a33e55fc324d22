/** Stays in processing, with a later end, where the lease holds. ARGV: lease ms, (id, token) pairs. Answers the ids that do. */
export const RENEW = `
local ids = held(2)
if #ids == 0 then return ids end
local scores = redis.call('ZMSCORE', processing, unpack(ids))
local ends = {}
for i = 1, #ids do
  local _, priority = split(scores[i] or 0)
  ends[#ends + 1] = now + tonumber(ARGV[1]) + priority / LEVELS
  ends[#ends + 1] = ids[i]
end
redis.call('ZADD', processing, unpack(ends))
return ids
`
