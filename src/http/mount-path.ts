import { getPath } from 'hono/utils/url'
import { API_BASE_PATH } from './base-path.ts'

/** What stands at the top of the API. */
const OURS = new RegExp(`^(?:${API_BASE_PATH}|/healthz|/readyz|/metrics|/openapi\\.json|/docs)(?:/|$)`)

/** `audiobooks/` and `/audiobooks` are the same; the root is empty. */
export function normalMountPath(path = ''): string {
  const parts = path.split('/').filter((part) => part !== '')
  return parts.map((part) => `/${part}`).join('')
}

/** Where the API stands on its server, to begin links with. */
export const apiPath = ({ mountPath }: { readonly mountPath?: string }): string =>
  `${mountPath ?? ''}${API_BASE_PATH}`

/**
 * The path of a request below the mount path. Some hosts take it off before they pass a request on and some do not, so
 * a path without it is taken as it is; of a path that may be read either way, the reading counts that leads somewhere.
 */
export function pathBelow(mountPath: string): (request: Request) => string {
  if (mountPath === '') return getPath
  return (request) => {
    const path = getPath(request)
    if (path !== mountPath && !path.startsWith(`${mountPath}/`)) return path
    const below = path.slice(mountPath.length) || '/'
    return OURS.test(path) && !OURS.test(below) ? path : below
  }
}
