import { expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { mutate } from './mutant.ts'
import { MUTANTS } from './mutants.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

test('every mutant still finds the guard that it takes away', async () => {
  for (const mutant of MUTANTS) {
    const text = await readFile(`${ROOT}${mutant.file}`, 'utf8')
    expect(mutate(text, mutant)).not.toBe(text)
  }
})
