import type { MemoryState } from '../../src/adapters/memory/state.ts'
import { aiOutputKey, spaceKey } from '../../src/adapters/memory/state.ts'
import type { AiOutput } from '../../src/domain/audiobook/ai-output.ts'
import type { Chapter } from '../../src/domain/audiobook/audiobook.ts'
import type { Job } from '../../src/domain/job/job.ts'
import type { Passage } from '../../src/domain/search/passage.ts'
import type { Segment, Transcript } from '../../src/domain/transcript/transcript.ts'
import type { Embedder } from '../../src/ports/embedder.ts'
import { vectorOf } from './fake-embedder.ts'

const SEGMENT_SECONDS = 5

/** One segment of five seconds a text, its words evenly spread. */
export const transcriptOf = (...texts: readonly string[]): Transcript => ({
  language: 'en',
  engine: 'test',
  durationSeconds: texts.length * SEGMENT_SECONDS,
  segments: texts.map((text, index): Segment => {
    const words = text.split(' ')
    const startSeconds = index * SEGMENT_SECONDS
    const secondsPerWord = SEGMENT_SECONDS / words.length
    return {
      text,
      startSeconds,
      endSeconds: startSeconds + SEGMENT_SECONDS,
      words: words.map((word, place) => ({
        text: word,
        startSeconds: startSeconds + place * secondsPerWord,
        endSeconds: startSeconds + (place + 1) * secondsPerWord,
        confidence: 0.9,
      })),
    }
  }),
})

/** As after the transcribe and embed jobs of a chapter: its transcript, one passage over all of it, and its vector. */
export function putTranscript(
  state: MemoryState,
  chapter: Chapter,
  transcript: Transcript,
  embedding?: { readonly embedder: Embedder; readonly meaning?: Readonly<Record<string, string>> },
): Passage {
  state.transcripts.set(chapter.id, transcript)
  const text = transcript.segments.map((segment) => segment.text).join(' ')
  const passage: Passage = {
    ...{ id: chapter.id.replace(/^./, 'f'), chapterId: chapter.id, index: 0, startSeconds: 0, text },
    endSeconds: transcript.durationSeconds,
    lines: transcript.segments.map(({ startSeconds, endSeconds, text }) => ({
      startSeconds,
      endSeconds,
      text,
    })),
  }
  state.passages.set(passage.id, passage)
  if (embedding !== undefined) {
    const key = spaceKey(embedding.embedder)
    const vectors = state.embeddings.get(key) ?? new Map<string, Float32Array>()
    state.embeddings.set(key, vectors.set(passage.id, vectorOf(text, embedding.meaning)))
  }
  return passage
}

export const putAiOutput = (state: MemoryState, output: AiOutput): void => {
  state.aiOutputs.set(aiOutputKey(output), output)
}

export function completeJob(state: MemoryState, job: Job, at: Date): void {
  const { id, audiobookId, ownerId, chapterId, type, priority, crashes, checkpoint, createdAt } = job
  state.jobs.set(id, {
    ...{ id, audiobookId, ownerId, chapterId, type, priority, crashes, checkpoint, createdAt, gate: [] },
    ...{
      epoch: 1,
      freshAfterEpoch: 0,
      attempt: 1,
      progress: 1,
      errorHistory: [],
      startedAt: at,
      completedAt: at,
    },
    settled: { epoch: 1, as: 'completed' },
    status: 'completed',
  })
}
