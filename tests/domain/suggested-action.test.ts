import { expect, test } from 'bun:test'
import { fileURLToPath } from 'node:url'
import { Glob } from 'bun'
import { ACTION_CODES, KNOWN_ERROR_CODES, suggestedAction } from '../../src/domain/job/suggested-action.ts'

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url))
/** They fail requests and commands, not jobs. */
const APART = ['adapters/backup/', 'usecases/backups/', 'compose/', 'http/', 'testing/', 'client/', 'cli/']
const CALL = /(?:transient|permanent|throttled)Error\(\s*(?:'([a-z0-9_]+)'|([A-Z][A-Z_]+)\b|([^\s)][^\n]*))/g
/** Calls whose codes are named in the same file: `const code = '…'`, `return ['…', …]`. */
const NAMED_NEARBY = ['code, said)', '...permanentCause(status, vendor, said, server))']
const OBJECT = /kind: '(?:transient|throttled|permanent|crash)',\s*code:([^\n]*)/g

/** Every code in the sources, and calls whose code could not be told. */
async function readCodes() {
  const texts: string[] = []
  for await (const path of new Glob('**/*.ts').scan(SOURCES)) {
    if (!APART.some((folder) => path.startsWith(folder)))
      texts.push(await Bun.file(`${SOURCES}/${path}`).text())
  }
  const constants = new Map(
    texts.flatMap((text) => [...text.matchAll(/const ([A-Z_]+) = '([a-z0-9_]+)'/g)].map((m) => [m[1], m[2]])),
  )
  const quoted = (text: string) => [...text.matchAll(/'([a-z0-9_]+)'/g)].map((match) => String(match[1]))
  const codes = new Set<string>()
  const unread: string[] = []
  for (const text of texts) {
    for (const [, literal, constant, other] of text.matchAll(CALL)) {
      const code = literal ?? constants.get(constant)
      if (code !== undefined) codes.add(code)
      else if (other !== undefined && NAMED_NEARBY.includes(other)) {
        for (const [, near] of text.matchAll(/(?:const code = |return \[)('[a-z_]+')/g)) {
          codes.add(quoted(String(near))[0] ?? '')
        }
      } else unread.push(String(constant ?? other))
    }
    for (const [, code] of text.matchAll(OBJECT)) for (const one of quoted(code ?? '')) codes.add(one)
  }
  return { codes, unread }
}

test('every code that a job can fail with has an action, and no other', async () => {
  const { codes, unread } = await readCodes()
  expect(unread).toEqual([])
  expect(KNOWN_ERROR_CODES.toSorted()).toEqual([...codes].toSorted())
})

test('one action each, with a text', () => {
  expect(new Set(KNOWN_ERROR_CODES).size).toBe(KNOWN_ERROR_CODES.length)
  const texts = KNOWN_ERROR_CODES.map((code) => suggestedAction({ code, kind: 'permanent' }))
  expect(new Set(texts.map(({ code }) => code)).size).toBe(ACTION_CODES.length)
  expect(new Set(texts.map(({ text }) => text)).size).toBe(ACTION_CODES.length)
})

test.each([
  ['bad_api_key', 'permanent', 'check_key'],
  ['provider_balance', 'permanent', 'top_up_balance'],
  ['poison', 'crash', 'look_at_worker'],
  ['decode_failed', 'permanent', 'replace_file'],
  ['of_an_engine_of_ones_own', 'transient', 'retry'],
  ['of_an_engine_of_ones_own', 'throttled', 'wait_for_quota'],
  ['of_an_engine_of_ones_own', 'permanent', 'report_bug'],
] as const)('%s (%s): %s', (code, kind, action) => {
  expect(suggestedAction({ code, kind }).code).toBe(action)
})
