import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const START_TIMEOUT_MS = 120_000
const POLL_INTERVAL_MS = 200
const STOP_TIMEOUT_MS = 30_000

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Starts a program that embeds chapterwise, calls it as its users would, and ends it. Rejects with what it printed. */
export async function runEmbed(
  command: readonly [string, ...string[]],
  { cwd, port, token }: { readonly cwd: string; readonly port: number; readonly token: string },
): Promise<void> {
  const [program, ...args] = command
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)))
  const ended = once(child, 'exit')
  const base = `http://127.0.0.1:${port}/audiobooks`
  const status = (path: string, headers: Record<string, string> = {}) =>
    fetch(base + path, { headers }).then(
      (response) => response.status,
      () => 0,
    )
  try {
    for (let waitedMs = 0; (await status('/healthz')) !== 200; waitedMs += POLL_INTERVAL_MS) {
      if (waitedMs > START_TIMEOUT_MS || child.exitCode !== null) throw new Error('it did not start')
      await sleep(POLL_INTERVAL_MS)
    }
    const answers = [
      await status('/api/v1/admin/audiobooks', { authorization: `Bearer ${token}` }),
      await status('/api/v1/admin/audiobooks'),
      await status('/docs'),
      await status('/docs/swagger-ui.css'),
    ]
    if (answers.join() !== '200,401,200,200') throw new Error(`it answered ${answers.join()}`)
    child.kill('SIGTERM')
    const stop = new AbortController()
    const late = sleep(STOP_TIMEOUT_MS, 'late', { signal: stop.signal }).catch(() => 'late')
    const outcome = await Promise.race([ended.then(([code]) => code as number | null), late])
    stop.abort()
    if (outcome !== 0) throw new Error(`it ended with ${outcome}`)
  } catch (error) {
    throw new Error(`${command.join(' ')}: ${error instanceof Error ? error.message : error}\n${printed}`)
  } finally {
    child.kill('SIGKILL')
  }
}
