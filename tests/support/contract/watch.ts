import { API_BASE_PATH } from '../../../src/http/base-path.ts'
import { normalMountPath, pathBelow } from '../../../src/http/mount-path.ts'
import { checkExchange, checkRefusal, type Exchange } from './check-exchange.ts'
import { theContract } from './contract.ts'
import type { DescribedOperation } from './description.ts'
import { recordSighting } from './sightings.ts'

type Fetch = (request: Request, ...rest: never[]) => Response | Promise<Response>

interface Watched {
  fetch: Fetch
}

export interface WatchOptions {
  /** Where a host has mounted the API. */
  readonly mountPath?: string | undefined
  /** For apps that stand without the API's base path and its middleware. */
  readonly isBareRoutes?: boolean
}

const ALSO_AT_THE_ROOT = new RegExp(
  `^${API_BASE_PATH}(?=/(?:healthz|readyz|metrics|openapi\\.json|docs)(?:/|$))`,
)

/** Not part of the contract: pages for people, the description itself, and the WebSocket, which it has no words for. */
const UNDESCRIBED = /^(?:\/openapi\.json|\/docs(?:\/.*)?|\/api\/v1\/admin\/ws)$/

const isText = (contentType: string | null): boolean =>
  /^(?:text\/(?!event-stream)|application\/(?:[\w.+-]*json\b|x-subrip))/.test(contentType ?? '')
/**
 * Holds every exchange with an app against `openapi.yaml`: a call fails when its answer, or the request that was
 * accepted, is not what is described there.
 */
export function watchContract<T extends Watched>(app: T, options: WatchOptions = {}): T {
  const { fetch } = app
  app.fetch = async (request, ...rest) => {
    const path = describedPath(request, options)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const operation = theContract().find(method, path)
    const takesJson = operation?.requestBody?.mediaTypes.includes('application/json') ?? false
    const copy = takesJson ? request.clone() : null
    const response = await fetch.call(app, request, ...rest)
    if (request.method === 'OPTIONS' || UNDESCRIBED.test(path)) return response
    const faults = findFaults(options.isBareRoutes ? withoutToken(operation) : operation, {
      ...{ method: request.method, path, query: new URL(request.url).searchParams },
      requestHeaders: request.headers,
      requestJson: response.ok && copy !== null ? await copy.text() : null,
      ...{ status: response.status, headers: response.headers },
      text: isText(response.headers.get('content-type')) ? await response.clone().text() : null,
    })
    if (faults.length === 0) return response
    throw new Error(`${method} ${path} does not keep to openapi.yaml:\n- ${faults.join('\n- ')}`)
  }
  return app
}

function findFaults(operation: DescribedOperation | null, exchange: Exchange): readonly string[] {
  if (operation === null) return checkRefusal(theContract(), exchange)
  recordSighting(operation.id, exchange.status, exchange.headers.get('content-type'))
  return checkExchange(theContract(), operation, exchange)
}

const withoutToken = (operation: DescribedOperation | null): DescribedOperation | null =>
  operation && { ...operation, needsToken: false }

/** As it stands in the description: health and the like are described at the root alone. */
function describedPath(request: Request, { mountPath, isBareRoutes = false }: WatchOptions): string {
  const below = pathBelow(normalMountPath(mountPath))(request)
  return isBareRoutes ? API_BASE_PATH + below : below.replace(ALSO_AT_THE_ROOT, '')
}
