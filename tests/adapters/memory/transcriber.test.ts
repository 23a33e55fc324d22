import { describe, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import {
  createScriptedTranscriber,
  type TranscriberScript,
} from '../../../src/adapters/memory/transcriber.ts'
import { transientError } from '../../../src/ports/port-error.ts'
import type { AudioSource } from '../../../src/ports/transcriber.ts'
import { transcriberContract } from '../../../src/testing/contracts/transcriber.contract.ts'
import { transcribeRequest } from '../../../src/testing/fixtures/audio-source.ts'

const audio = (durationSeconds: number): AudioSource => ({
  mediaType: 'audio/mpeg',
  sizeBytes: 1,
  durationSeconds,
  localPath: null,
  open: () => okAsync((async function* () {})()),
  signedUrl: () => okAsync(null),
})

const contract = (name: string, script: TranscriberScript) => {
  const transcriber = createScriptedTranscriber({ script })
  transcriberContract({
    name,
    create: async () => ({
      transcriber,
      audio: audio(100.2),
      unreadable: audio(0),
      close: async () => undefined,
    }),
    capabilities: { parts: { computed: () => transcriber.computedParts.length } },
  })
}

contract('scripted', {})
contract('scripted, with delays', { delayMs: 1, partSeconds: 7.3 })

describe('scripted transcriber', () => {
  test('keeps the contract when it waits', async () => {
    const transcriber = createScriptedTranscriber({ script: { waits: 2, pollAfterMs: 5 } })
    const request = transcribeRequest(audio(10))
    const first = (await transcriber.start(request))._unsafeUnwrap()
    if (first.status !== 'waiting' || first.externalId === null) throw new Error('it did not wait')
    expect(first.pollAfterMs).toBe(5)
    expect((await transcriber.resume(first.externalId, request))._unsafeUnwrap()).toEqual(first)
    expect((await transcriber.resume(first.externalId, request))._unsafeUnwrap().status).toBe('done')
    expect(transcriber.computedParts).toEqual(['part:0'])
  })

  test('fails as told, then works, with the words of the script', async () => {
    const failure = transientError('busy', 'Busy.')
    const script = { failures: [failure, null], word: (index: number) => `w${index}` }
    const transcriber = createScriptedTranscriber({ script })
    const request = transcribeRequest(audio(2))
    expect((await transcriber.start(request))._unsafeUnwrapErr()).toEqual(failure)
    const answer = (await transcriber.start(request))._unsafeUnwrap()
    expect(answer.status === 'done' ? answer.transcript.segments.map(({ text }) => text) : []).toEqual([
      'w0 w1 w2 w3',
    ])
  })
})
