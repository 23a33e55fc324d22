/**
 * Takes all that is demanded of the last minute, or nothing. KEYS: one hash a demand, slot (second) → taken amount.
 * ARGV: amount and limit a minute of each key. A slot counts until all of it is a minute ago, so that no 60 seconds hold
 * more than the limit. Answers the milliseconds to wait, 0 when it was taken.
 */
export const RESERVE = `
local WINDOW_MS, SLOT_MS = 60000, 1000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = 0

local function slots_of(key)
  local pairs_of, slots, left = redis.call('HGETALL', key), {}, 0
  for i = 1, #pairs_of, 2 do
    local ends = (tonumber(pairs_of[i]) + 1) * SLOT_MS + WINDOW_MS
    if ends <= now then
      redis.call('HDEL', key, pairs_of[i])
    else
      local amount = tonumber(pairs_of[i + 1])
      slots[#slots + 1] = { ends = ends, amount = amount }
      left = left + amount
    end
  end
  table.sort(slots, function(a, b) return a.ends < b.ends end)
  return slots, left
end

for index, key in ipairs(KEYS) do
  local room = math.max(0, tonumber(ARGV[index * 2]) - tonumber(ARGV[index * 2 - 1]))
  local slots, left = slots_of(key)
  for _, slot in ipairs(slots) do
    if left <= room then break end
    left = left - slot.amount
    if left <= room then wait = math.max(wait, slot.ends - now) end
  end
end
if wait > 0 then return wait end

local slot = string.format('%.0f', math.floor(now / SLOT_MS))
for index, key in ipairs(KEYS) do
  redis.call('HINCRBY', key, slot, ARGV[index * 2 - 1])
  redis.call('PEXPIRE', key, WINDOW_MS + 2 * SLOT_MS)
end
return 0
`
