import { expect, test } from 'bun:test'
import { createWorkerProcess } from '../../src/compose/worker-process.ts'
import { parseConfig } from '../../src/config.ts'
import { findFreePort } from '../support/free-port.ts'
import { waitUntil } from '../support/wait-until.ts'

test('a worker that waits for the database lives and is not ready; once it is gone nothing answers', async () => {
  const port = await findFreePort()
  const config = parseConfig({
    DATABASE_URL: 'postgres://127.0.0.1:1/x',
    REDIS_URL: 'redis://127.0.0.1:1',
    API_BASE_URL: 'http://127.0.0.1:1',
    WORKER_TOKEN: 't',
    WORKER_PORT: String(port),
    LOG_LEVEL: 'silent',
  })._unsafeUnwrap()
  const stop = new AbortController()
  const ended = createWorkerProcess(config, 'worker', { signal: stop.signal }).catch(String)
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
  const live = await waitUntil(
    () => get('/healthz'),
    (response) => response !== null,
  )
  expect(live?.status).toBe(200)
  const ready = await get('/readyz')
  expect(ready?.status).toBe(503)
  expect(await ready?.json()).toEqual({
    status: 'not_ready',
    checks: [{ name: 'start', ok: false, detail: 'waits for the database and its schema' }],
  })
  const metrics = (await (await get('/metrics'))?.text()) ?? ''
  expect(metrics).toContain('chapterwise_dependency_up{dependency="start"} 0')
  expect(metrics).toMatch(/chapterwise_job_crashes_total\{type="transcribe"\} 0/)
  stop.abort()
  expect(await ended).toContain('stopped while waiting')
  expect(await get('/healthz')).toBeNull()
})
