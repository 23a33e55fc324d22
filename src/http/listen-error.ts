/** Why a server can't listen, in words that say what to do. */
export function listenError(cause: unknown, host: string, port: number): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  switch (code) {
    case 'EADDRINUSE':
      return new Error(`Port ${port} on ${host} is taken. Stop what uses it, or set API_PORT to another.`, {
        cause,
      })
    case 'EACCES':
      return new Error(`Port ${port} on ${host} is not allowed to this user. Set API_PORT to 1024 or more.`, {
        cause,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(`${host} is no address of this machine. Set API_HOST to one, e.g. 127.0.0.1.`, {
        cause,
      })
    default:
      return new Error(`The server can't listen on ${host}:${port}.`, { cause })
  }
}

/** `http://host:port`, with IPv6 addresses in brackets. */
export const serverUrl = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`
