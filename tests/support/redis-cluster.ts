import { Redis } from 'ioredis'
import { type RedisServer, startRedisServer } from './redis-server.ts'
import { waitUntil } from './wait-until.ts'

/** A node takes writes two seconds after its start; a busy machine takes its time over the rest. */
export const CLUSTER_START_TIMEOUT_MS = 60_000

const NODES = 3
const SLOTS = 16_384

/** Slots in equal shares; every node without a replica. */
const slotsOf = (place: number): number[] =>
  Array.from({ length: SLOTS }, (_, slot) => slot).filter(
    (slot) => Math.floor((slot * NODES) / SLOTS) === place,
  )

/** A Redis Cluster of three nodes on free ports that know each other and serve all slots. */
async function startRedisCluster(): Promise<readonly RedisServer[]> {
  const nodes = await Promise.all(Array.from({ length: NODES }, () => startRedisServer({ isCluster: true })))
  const clients = nodes.map(({ url }) => new Redis(url))
  try {
    for (const [place, client] of clients.entries()) {
      await client.cluster('ADDSLOTS', ...slotsOf(place))
      // Else two of the same epoch would first have to agree which is the newer.
      await client.cluster('SET-CONFIG-EPOCH', place + 1)
    }
    const [first] = clients
    for (const { port } of nodes.slice(1)) await first?.cluster('MEET', '127.0.0.1', port)
    for (const client of clients) {
      await waitUntil(
        () => client.cluster('INFO') as Promise<string>,
        (info) => info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${NODES}`),
      )
    }
  } finally {
    for (const client of clients) client.disconnect()
  }
  return nodes
}

let shared: Promise<readonly RedisServer[]> | null = null

/** One cluster a test process, started on first use; each test takes a prefix of its own. It ends with this process. */
export const sharedRedisCluster = (): Promise<readonly RedisServer[]> => {
  shared ??= startRedisCluster()
  return shared
}
