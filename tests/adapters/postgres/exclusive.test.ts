import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { errAsync, okAsync, ResultAsync } from 'neverthrow'
import { createPostgresExclusive } from '../../../src/adapters/postgres/exclusive.ts'
import { transientError } from '../../../src/ports/port-error.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { type TestDatabase, testDatabases } from '../../support/databases.ts'

describe('one at a time, by advisory lock', () => {
  let server: TestDatabase
  beforeAll(async () => {
    const kind = testDatabases().find(({ name }) => name === 'postgres')
    if (kind === undefined) throw new Error('no server')
    server = await kind.create()
  }, 60_000)
  afterAll(() => server?.close())

  test('a second one is told at once, another name goes on, and after the end it is free', async () => {
    const [one, other] = [createPostgresExclusive(server.database), createPostgresExclusive(server.database)]
    const end = Promise.withResolvers<string>()
    const begun = Promise.withResolvers<void>()
    const first = one.tryRun('reconcile', () => {
      begun.resolve()
      return ResultAsync.fromSafePromise(end.promise)
    })
    await begun.promise
    expect(await expectOk(other.tryRun('reconcile', () => okAsync('ran')))).toBeNull()
    expect(await expectOk(other.tryRun('sweep', () => okAsync('ran')))).toBe('ran')
    end.resolve('done')
    expect(await expectOk(first)).toBe('done')
    expect(await expectOk(other.tryRun('reconcile', () => okAsync('ran')))).toBe('ran')
  })

  test('a run that fails lets go, and its error is answered', async () => {
    const exclusive = createPostgresExclusive(server.database)
    const failed = await exclusive.tryRun('reconcile', () => errAsync(transientError('down', 'Down.')))
    expect(failed._unsafeUnwrapErr().code).toBe('down')
    expect(await expectOk(exclusive.tryRun('reconcile', () => okAsync(1)))).toBe(1)
  })
})
