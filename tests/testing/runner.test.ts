import { expect, test } from 'bun:test'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { nodeBinary } from '../support/node-binary.ts'

const run = promisify(execFile)
const TESTING = new URL('../../src/testing/index.ts', import.meta.url).href

/** What a program of others prints that begins with these lines. */
async function output(source: string): Promise<string> {
  const begin = `import * as testing from ${JSON.stringify(TESTING)}\n`
  const args = ['--no-warnings', '--input-type=module', '--eval', begin + source]
  const { stdout } = await run(nodeBinary(), args)
  return stdout
}

const CONTRACT = `testing.storageContract({
  name: 'mine',
  create: async () => ({ storage: testing.createMemoryStorage(), close: async () => {} }),
  capabilities: { localPath: false },
})\n`

test('a runner that is given runs the suites, with a time for each test and hook', async () => {
  const printed = await output(`
    const names = { describe: [], test: [], hooks: [] }
    const hook = (run, timeoutMs) => names.hooks.push(timeoutMs)
    testing.useTestRunner({
      describe(name, body) { names.describe.push(name); body() },
      test: (name, run, timeoutMs) => names.test.push([name, timeoutMs]),
      beforeAll: hook, afterAll: hook, beforeEach: hook, afterEach: hook,
    })
    ${CONTRACT}
    console.log(JSON.stringify(names))`)
  const names = JSON.parse(printed)
  expect(names.describe[0]).toBe('storage contract: mine')
  expect(names.test.length).toBeGreaterThan(20)
  expect([...names.test.map(([, timeoutMs]: [string, unknown]) => timeoutMs), ...names.hooks]).not.toContain(
    null,
  )
})

test('globals are taken where they are all there', async () => {
  const printed = await output(`
    const none = () => {}
    Object.assign(globalThis, { test: none, expect: none, beforeAll: none, afterAll: none, beforeEach: none, afterEach: none })
    globalThis.describe = (name) => console.log(name)
    ${CONTRACT}`)
  expect(printed.trim()).toBe('storage contract: mine')
})

test('without any runner the error says what to do', async () => {
  const printed = await output(`try { ${CONTRACT} } catch (error) { console.log(error.message) }`)
  expect(printed).toContain('useTestRunner')
})

test("Node's runner runs a suite, and a broken adapter fails it", async () => {
  const suite = (broken: string) => `
    import * as nodeTest from 'node:test'
    testing.useTestRunner(testing.fromNodeTest(nodeTest))
    testing.storageContract({
      name: 'mine',
      create: async () => ({ storage: { ...testing.createMemoryStorage(), ${broken} }, close: async () => {} }),
      capabilities: { localPath: false },
    })`
  expect(await output(suite(''))).toMatch(/fail 0\n/)
  const failed = await output(suite('remove: (keys) => testing.createMemoryStorage().remove([])')).catch(
    (error: { readonly stdout: string }) => error.stdout,
  )
  expect(failed).toMatch(/fail [1-9]/)
})
