import { setTimeout as sleep } from 'node:timers/promises'
import { okAsync, ResultAsync } from 'neverthrow'
import { createHashEmbedder } from '../../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../../src/adapters/memory/llm.ts'
import type { JobType } from '../../src/domain/job/job.ts'
import type { Transcript } from '../../src/domain/transcript/transcript.ts'
import type { Embedder } from '../../src/ports/embedder.ts'
import type { Llm } from '../../src/ports/llm.ts'
import type { Transcriber } from '../../src/ports/transcriber.ts'
import type { EngineCalls } from './settings.ts'

export interface CountedEngines {
  readonly transcriber: Transcriber
  /** What the transcriber does, without the port around it. */
  transcribe(language: string): Promise<Transcript>
  readonly llm: Llm
  readonly embedder: Embedder
  calls(): EngineCalls
}

const DIMENSIONS = 32
const WORDS = ['the', 'keeper', 'lit', 'a', 'lamp', 'and', 'watched', 'dark', 'water', 'rise'] as const
const SECONDS_PER_WORD = 3

/** Answer at once, or after `workMs`, with something tiny, and count how often they were asked. */
export function createCountedEngines(workMs: number): CountedEngines {
  const calls: Record<JobType, number> = { transcribe: 0, summarize: 0, tag: 0, embed: 0 }
  const llm = createScriptedLlm({ delayMs: workMs })
  const embedder = createHashEmbedder({ dimensions: DIMENSIONS, delayMs: workMs })
  const count = (type: JobType) => {
    calls[type] += 1
  }
  const transcribe = async (language: string) => {
    count('transcribe')
    if (workMs > 0) await sleep(workMs)
    return tinyTranscript(language)
  }
  return {
    calls: () => calls,
    transcribe,
    transcriber: asTranscriber(transcribe),
    llm: {
      ...llm,
      summarize: (request) => {
        count('summarize')
        return llm.summarize(request)
      },
      tag: (request) => {
        count('tag')
        return llm.tag(request)
      },
    },
    embedder: {
      ...embedder,
      embed: (texts, purpose, signal) => {
        count('embed')
        return embedder.embed(texts, purpose, signal)
      },
    },
  }
}

function asTranscriber(transcribe: CountedEngines['transcribe']): Transcriber {
  const start: Transcriber['start'] = ({ language }) =>
    ResultAsync.fromSafePromise(transcribe(language)).map((transcript) => ({ status: 'done', transcript }))
  return {
    name: 'tiny',
    start,
    resume: (_externalId, request) => start(request),
    check: () => okAsync(undefined),
  }
}

function tinyTranscript(language: string): Transcript {
  const words = WORDS.map((text, index) => ({
    text,
    startSeconds: index * SECONDS_PER_WORD,
    endSeconds: (index + 1) * SECONDS_PER_WORD,
  }))
  const durationSeconds = WORDS.length * SECONDS_PER_WORD
  const segment = { text: WORDS.join(' '), startSeconds: 0, endSeconds: durationSeconds, words }
  return { language, engine: 'tiny', durationSeconds, segments: [segment] }
}
