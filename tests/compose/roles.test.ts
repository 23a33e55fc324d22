import { describe, expect, test } from 'bun:test'
import { missingVariables } from '../../src/compose/roles.ts'
import { createWorkerProcess } from '../../src/compose/worker-process.ts'
import { createApplication } from '../../src/compose.ts'
import { parseConfig } from '../../src/config.ts'

const config = (variables: Record<string, string> = {}) => parseConfig(variables)._unsafeUnwrap()

describe('what each role needs', () => {
  test('everything that is missing is named at once', () => {
    expect(missingVariables('serve', config())).toEqual([])
    expect(missingVariables('api', config())).toEqual(['DATABASE_URL', 'REDIS_URL', 'WORKER_TOKEN'])
    const workers = ['DATABASE_URL', 'REDIS_URL', 'API_BASE_URL', 'WORKER_TOKEN'] as const
    expect(missingVariables('transcriber', config())).toEqual([...workers])
    expect(missingVariables('worker', config({ REDIS_URL: 'redis://r' }))).toEqual(
      workers.filter((variable) => variable !== 'REDIS_URL'),
    )
  })

  test('an API without a shared queue refuses to start, a worker without anything too', () => {
    const half = config({ DATABASE_URL: 'postgres://db/x', WORKER_TOKEN: 't' })
    expect(createApplication(half, { role: 'api' })).rejects.toThrow('role api needs REDIS_URL')
    expect(createWorkerProcess(half, 'worker')).rejects.toThrow('role worker needs REDIS_URL, API_BASE_URL')
  })

  test('a worker that is told to stop while it waits for the database does not start', () => {
    const complete = config({
      DATABASE_URL: 'postgres://127.0.0.1:1/x',
      REDIS_URL: 'redis://127.0.0.1:1',
      API_BASE_URL: 'http://127.0.0.1:1',
      WORKER_TOKEN: 't',
      LOG_LEVEL: 'silent',
    })
    const signal = AbortSignal.timeout(50)
    expect(createWorkerProcess(complete, 'worker', { signal })).rejects.toThrow('stopped while waiting')
  })
})
