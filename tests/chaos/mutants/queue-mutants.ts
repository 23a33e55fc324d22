import type { Mutant } from './mutant.ts'

const PRELUDE = 'src/adapters/redis/scripts/prelude.ts'
const ENQUEUE = 'src/adapters/redis/scripts/enqueue.ts'
const QUEUE = { kind: 'tests', files: ['tests/adapters/redis/queue.test.ts'] } as const

export const QUEUE_MUTANTS: readonly Mutant[] = [
  {
    guard: 'what is leased is not added again',
    file: ENQUEUE,
    find: 'if not leased[k] then',
    replacement: 'if true then',
    killer: QUEUE,
  },
  {
    guard: 'what is ready keeps its place, and is not delayed',
    file: ENQUEUE,
    find: 'if ready[k] then',
    replacement: 'if false then',
    killer: QUEUE,
  },
  {
    guard: 'what waits keeps the earlier time',
    file: ENQUEUE,
    find: 'if waiting[k] then from',
    replacement: 'if false then from',
    killer: QUEUE,
  },
  {
    guard: 'what falls due earlier leaves the delayed',
    file: ENQUEUE,
    find: 'if waiting[k] then moved',
    replacement: 'if false then moved',
    killer: QUEUE,
  },
  {
    guard: 'owners take turns',
    file: 'src/adapters/redis/scripts/lease.ts',
    find: 'turn = math.max(turn, time) + ',
    replacement: 'turn = math.max(turn, time) + 0 * ',
    killer: QUEUE,
  },
  {
    guard: 'who comes back has had his turn',
    file: 'src/adapters/redis/scripts/lease.ts',
    find: "redis.call('ZADD', spent, turn, owner)",
    replacement: '',
    killer: QUEUE,
  },
  {
    guard: 'token of a lease',
    file: PRELUDE,
    find: 'if tokens[i] == ARGV[first + i * 2 - 1] then',
    replacement: 'if tokens[i] then',
    killer: QUEUE,
  },
  {
    guard: 'leases end',
    file: PRELUDE,
    find: '  return_due(processing)\n',
    replacement: '',
    killer: QUEUE,
  },
  {
    guard: 'delays and leases last as long as they were told',
    file: PRELUDE,
    find: "'-inf', string.format('(%.0f', now + 1), 'BYSCORE'",
    replacement: "'-inf', '+inf', 'BYSCORE'",
    killer: QUEUE,
  },
  {
    guard: 'a paused type hands out nothing',
    file: 'src/adapters/redis/scripts/lease.ts',
    find: "if redis.call('HEXISTS', paused, ARGV[4]) == 1 then",
    replacement: 'if false then',
    killer: QUEUE,
  },
  {
    guard: 'a flushed Redis is noticed',
    file: 'src/adapters/redis/loss-watch.ts',
    find: 'known === null ? value === proposed : value !== known.value',
    replacement: 'known === null && value === proposed',
    killer: { kind: 'tests', files: ['tests/adapters/redis/loss.test.ts'] },
  },
]
