import { expect, test } from 'bun:test'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modelArguments, modelName } from '../../../../src/adapters/local/pocketsphinx/model.ts'
import { temporaryDirectory } from '../../../support/temporary-directory.ts'

test('finds the parts of a model directory, and refuses an incomplete one', async () => {
  const directory = await temporaryDirectory()
  try {
    const model = { language: 'de', directory: directory.path }
    expect(await modelArguments(model)).toBeNull()
    await mkdir(join(directory.path, 'acoustic'))
    for (const name of ['acoustic/mdef', 'a-phone.lm.bin', 'voxforge.lm.bin', 'voxforge.dic'])
      await writeFile(join(directory.path, name), '')
    expect(await modelArguments(model)).toEqual([
      ...['-hmm', join(directory.path, 'acoustic')],
      ...['-lm', join(directory.path, 'voxforge.lm.bin')],
      ...['-dict', join(directory.path, 'voxforge.dic')],
    ])
  } finally {
    await directory.remove()
  }
})

test('needs no arguments for the model that comes with the program', async () => {
  expect(await modelArguments(null)).toEqual([])
  expect(modelName(null)).toBe('en-us')
})
