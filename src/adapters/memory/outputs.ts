import { okAsync } from 'neverthrow'
import { transition } from '../../domain/job/transitions.ts'
import type { Claim, ReportAnswer } from '../../ports/reporter.ts'
import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import { aiOutputKey, type MemoryState } from './state.ts'

/** Values are copied on the way in, so that nobody changes later what was saved. */
export function createMemoryOutputs(state: MemoryState): OutputRepository {
  const ifHeld = (claim: Claim, write: () => void) => okAsync(writeIfHeld(state, claim, write))
  return {
    saveTranscripts: (claim, transcripts) =>
      ifHeld(claim, () => {
        for (const { chapterId, transcript, passages, coverage } of transcripts) {
          state.transcripts.set(chapterId, structuredClone(transcript))
          state.coverage.set(chapterId, structuredClone(coverage))
          forgetPassages(state, chapterId)
          for (const passage of passages) state.passages.set(passage.id, structuredClone(passage))
        }
      }),
    saveAiOutput: (claim, output) =>
      ifHeld(claim, () => state.aiOutputs.set(aiOutputKey(output), structuredClone(output))),
    savePart: (claim, key, output) =>
      ifHeld(claim, () => {
        const parts = state.parts.get(claim.jobId) ?? new Map()
        state.parts.set(claim.jobId, parts.set(key, structuredClone(output)))
      }),

    findParts: (jobId) => okAsync(new Map(state.parts.get(jobId))),
    findTranscripts: (audiobookId) =>
      okAsync(
        chaptersOf(state, audiobookId).flatMap(({ id }) => {
          const transcript = state.transcripts.get(id)
          return transcript === undefined ? [] : [{ chapterId: id, transcript }]
        }),
      ),
    findCoverage: (audiobookId) =>
      okAsync(
        chaptersOf(state, audiobookId).flatMap(({ id }) =>
          state.transcripts.has(id) ? [{ chapterId: id, coverage: state.coverage.get(id) ?? null }] : [],
        ),
      ),
    findTranscript: (chapterId) => okAsync(state.transcripts.get(chapterId) ?? null),
    findAiOutputs(audiobookId) {
      const number = (chapterId: string | null) =>
        chapterId === null ? 0 : (state.chapters.get(chapterId)?.number ?? 0)
      const outputs = [...state.aiOutputs.values()].filter((output) => output.audiobookId === audiobookId)
      return okAsync(
        outputs.sort((a, b) => number(a.chapterId) - number(b.chapterId) || (a.kind < b.kind ? -1 : 1)),
      )
    },
  }
}

/** Writes while a worker holds the claim; otherwise nothing. */
export function writeIfHeld(state: MemoryState, claim: Claim, write: () => void): ReportAnswer {
  const job = state.jobs.get(claim.jobId)
  if (job === undefined) return 'stale'
  return transition(job, { type: 'save_output', epoch: claim.epoch }, job.createdAt).match(
    (saved): ReportAnswer => {
      state.jobs.set(saved.id, saved)
      write()
      return 'accepted'
    },
    (): ReportAnswer => 'stale',
  )
}

const chaptersOf = (state: MemoryState, audiobookId: string) =>
  [...state.chapters.values()]
    .filter((chapter) => chapter.audiobookId === audiobookId)
    .sort((a, b) => a.number - b.number)

/** With their vectors. */
function forgetPassages(state: MemoryState, chapterId: string): void {
  for (const passage of [...state.passages.values()]) {
    if (passage.chapterId !== chapterId) continue
    state.passages.delete(passage.id)
    for (const vectors of state.embeddings.values()) vectors.delete(passage.id)
  }
}
