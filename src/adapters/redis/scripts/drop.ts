/** queue, delayed, processing, failed → nowhere. ARGV: ids. */
export const DROP = `
local lines_with = {}
for id, owner in pairs(owners_of(ARGV)) do
  lines_with[owner] = lines_with[owner] or {}
  table.insert(lines_with[owner], id)
end
for owner, ids in pairs(lines_with) do
  if redis.call('ZREM', line_of(owner), unpack(ids)) > 0 then place(owner) end
end
redis.call('ZREM', queue, unpack(ARGV))
redis.call('ZREM', delayed, unpack(ARGV))
redis.call('ZREM', processing, unpack(ARGV))
redis.call('HDEL', leases, unpack(ARGV))
redis.call('HDEL', owners, unpack(ARGV))
redis.call('ZREM', failed, unpack(ARGV))
`
