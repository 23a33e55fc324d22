import { expect, test } from 'bun:test'
import { readServerAddress } from '../../../src/adapters/postgres/server-address.ts'

test.each([
  ['postgres://u:p@db:5432/x', false],
  ['postgres://u:p@db:6543/x', false],
  ['postgres://u:p@db:5432/x?pgbouncer=false', false],
  ['postgres://u:p@db:5432/x?pgbouncer=true', true],
  ['postgres://u:p@db:5432/x?prepare=false', true],
  ['postgresql://postgres.abc:p@aws-0-eu-west-1.pooler.supabase.com:6543/postgres', true],
  ['postgresql://postgres.abc:p@aws-0-eu-west-1.pooler.supabase.com:5432/postgres', false],
  ['postgresql://postgres:p@db.abc.supabase.co:6543/postgres', true],
  ['postgresql://postgres:p@notsupabase.co:6543/postgres', false],
])('%s: behind a transaction pooler %p', (url, isTransactionPooler) => {
  expect(readServerAddress(url).isTransactionPooler).toBe(isTransactionPooler)
})

test('keeps everything of the URL but what the server would not know', () => {
  const url = 'postgres://u:p%40@db:5432/x?pgbouncer=true&sslmode=require&prepare=false'
  expect(readServerAddress(url)).toEqual({
    url: 'postgres://u:p%40@db:5432/x?sslmode=require',
    socketPath: null,
    isTransactionPooler: true,
  })
})

test('a directory as host is that of a Unix socket', () => {
  expect(readServerAddress('postgres://u@localhost:5433/x?host=/var/run')).toEqual({
    url: 'postgres://u@localhost:5433/x',
    socketPath: '/var/run/.s.PGSQL.5433',
    isTransactionPooler: false,
  })
})
