import type { Fetch, Transport } from './calls/transport.ts'
import type { Client } from './generated/client/index.ts'
import type { SendFile } from './uploads/senders/file-request.ts'

/** What the functions of this client share. */
export interface Connection {
  readonly baseUrl: string
  /** For the generated functions. */
  readonly http: Client
  readonly transport: Transport
  /** One exchange, without tries. */
  readonly fetch: Fetch
  readonly send: SendFile
}
