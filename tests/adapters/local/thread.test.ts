import { afterAll, describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { createThread } from '../../../src/adapters/local/thread/create-thread.ts'

const entry = new URL('../../support/echo-thread.ts', import.meta.url)

describe('local thread', () => {
  const thread = createThread(entry)
  afterAll(() => thread.close())

  test('answers calls, several at once', async () => {
    const answers = await Promise.all([1, 2, 3].map((value) => thread.call<number>('double', value)))
    expect(answers.map((answer) => answer._unsafeUnwrap())).toEqual([2, 4, 6])
  })

  test('passes on progress', async () => {
    const fractions: number[] = []
    await thread.call('progress', null, { onProgress: (fraction) => fractions.push(fraction) })
    expect(fractions).toEqual([0.5, 1])
  })

  test('port errors come back as they are, other throws as a bug', async () => {
    const expected = await thread.call('refuse', null)
    expect(expected._unsafeUnwrapErr()).toMatchObject({
      kind: 'permanent',
      code: 'no_text',
      message: 'nothing',
    })
    const bug = await thread.call('throw', null)
    expect(bug._unsafeUnwrapErr()).toMatchObject({
      kind: 'permanent',
      code: 'local_engine_bug',
      message: 'oops',
    })
    const unknown = await thread.call('nonsense', null)
    expect(unknown._unsafeUnwrapErr()).toMatchObject({ kind: 'permanent', code: 'local_engine_bug' })
  })

  test('an abort answers while the thread computes, and ends the computation', async () => {
    const controller = new AbortController()
    const running = thread.call('spin', null, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    expect((await running)._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'aborted' })
    expect((await thread.call<number>('double', 4))._unsafeUnwrap()).toBe(8)
  })

  test('a computation that does not stop is ended with its thread; the next call starts a new one', async () => {
    const own = createThread(entry, undefined, 10)
    const controller = new AbortController()
    const deaf = own.call('deaf', null, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    expect((await deaf)._unsafeUnwrapErr().code).toBe('aborted')
    expect((await own.call('double', 3))._unsafeUnwrapErr().code).toBe('thread_crashed')
    expect((await own.call<number>('double', 3))._unsafeUnwrap()).toBe(6)
    await own.close()
  })

  test('a crash fails the calls under way; the next call starts a new thread', async () => {
    const [crash, bystander] = await Promise.all([thread.call('crash', null), thread.call('never', null)])
    expect(crash._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'thread_crashed' })
    expect(bystander._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'thread_crashed' })
    expect((await thread.call<number>('double', 5))._unsafeUnwrap()).toBe(10)
  })

  test('close fails calls under way and later ones, and may be repeated', async () => {
    const own = createThread(entry)
    const running = own.call('never', null)
    await Promise.all([own.close(), own.close()])
    expect((await running)._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'closed' })
    expect((await own.call('double', 1))._unsafeUnwrapErr().code).toBe('closed')
    await own.close()
  })

  test('a module that cannot be loaded is a crash, not a hang', async () => {
    const own = createThread(new URL('./no-such-module.ts', import.meta.url))
    expect((await own.call('double', 1))._unsafeUnwrapErr().code).toBe('thread_crashed')
    await own.close()
  })

  test('an idle thread does not keep its process alive', () => {
    const script = new URL('../../support/idle-thread-process.ts', import.meta.url).pathname
    const run = spawnSync(process.execPath, [script], { encoding: 'utf8', timeout: 20_000 })
    expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 0, stdout: '42\n' })
  })
})
