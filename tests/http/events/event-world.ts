export interface EventWorld {
  readonly url: string
  /** Of the admin API. */
  readonly api: string
  /** A book of `me`; one of `you`. */
  readonly mine: string
  readonly yours: string
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  /** Makes an event of the book. */
  edit(audiobookId: string, title: string): Promise<void>
  close(): Promise<void>
}

export function createEventWorld(line: string, close: () => Promise<void>): EventWorld {
  const [url = '', mine = '', yours = ''] = line.split(' ')
  const api = `${url}/api/v1/admin`
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const edit = async (audiobookId: string, title: string) => {
    await call('PUT', `/audiobooks/${audiobookId}`, { title })
  }
  return { url, api, mine, yours, call, edit, close }
}
