import { describe, expect, test } from 'bun:test'
import { createHashEmbedder } from '../../../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../../../src/adapters/memory/llm.ts'
import { permanentError, transientError } from '../../../src/ports/port-error.ts'
import { embedderContract } from '../../../src/testing/contracts/embedder.contract.ts'
import { llmContract, requestFor } from '../../../src/testing/contracts/llm.contract.ts'
import { shortStory } from '../../../src/testing/fixtures/book-text.ts'

const close = async () => undefined
llmContract({ name: 'scripted', create: async () => ({ llm: createScriptedLlm({ delayMs: 1 }), close }) })
embedderContract({
  name: 'hash',
  create: async () => ({ embedder: createHashEmbedder({ dimensions: 64, delayMs: 1 }), close }),
})

describe('scripted engines', () => {
  test('fail as told, then go on', async () => {
    const failures = [transientError('busy', 'try later'), permanentError('gone', 'never')]
    const llm = createScriptedLlm({ failures })
    expect((await llm.tag(requestFor(shortStory)))._unsafeUnwrapErr().code).toBe('busy')
    expect((await llm.summarize(requestFor(shortStory)))._unsafeUnwrapErr().code).toBe('gone')
    expect((await llm.tag(requestFor(shortStory))).isOk()).toBe(true)
  })

  test('say what they are given to say', async () => {
    const llm = createScriptedLlm({ tags: () => [{ name: 'sea', kind: 'theme', score: 1, evidence: [] }] })
    const { output } = (await llm.tag(requestFor(shortStory)))._unsafeUnwrap()
    expect(output.map((tag) => tag.name)).toEqual(['sea'])
  })
})
