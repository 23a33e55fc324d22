import { err, ok, type Result } from 'neverthrow'
import type { Tag } from '../../domain/audiobook/ai-output.ts'
import type { Generated } from '../../ports/llm.ts'
import { type PortError, transientError } from '../../ports/port-error.ts'
import type { ChatAnswer } from './chat.ts'
import { createEvidenceVerifier, type EvidenceVerifier } from './evidence.ts'
import { TAG_QUESTION, type TagsAnswer, tagSystem, tagsSchema, tagUser } from './prompts/tag.ts'
import { forEachChunk, type ReadingJob } from './reading-job.ts'

const MAX_TAGS = 20
const MAX_EVIDENCE = 3
const MAX_NAME_CHARACTERS = 60
/** A tag whose quotes the book does not contain may still fit, but is trusted less. */
const UNSUPPORTED_FACTOR = 0.5

/** Tags of each chunk, merged by name: a tag gains with every part of the book that it fits. */
export async function tagChunks(job: ReadingJob): Promise<Result<Generated<readonly Tag[]>, PortError>> {
  const { request, chat } = job
  const read = await forEachChunk(job, (chunk) =>
    chat({
      name: TAG_QUESTION,
      schema: tagsSchema,
      system: tagSystem,
      user: tagUser(request.book, chunk),
      signal: request.signal,
    }),
  )
  if (read.isErr()) return err(read.error)
  const tags = mergeTags(read.value, createEvidenceVerifier(request.book))
  const [best] = tags
  if (best === undefined) return err(transientError('invalid_answer', 'the model gave no tags'))
  const model = read.value[0]?.model ?? ''
  return ok({ model, output: tags.map((tag) => ({ ...tag, score: tag.score / best.score })) })
}

function mergeTags(answers: readonly ChatAnswer<TagsAnswer>[], verify: EvidenceVerifier): Tag[] {
  const merged = new Map<string, Tag>()
  for (const proposed of answers.flatMap((answer) => answer.value.tags)) {
    const name = proposed.name.toLowerCase().replace(/\s+/g, ' ').trim()
    if (!/[\p{L}\p{N}]/u.test(name) || name.length > MAX_NAME_CHARACTERS) continue
    const evidence = verify(proposed.evidence)
    const fit = Math.min(1, Math.max(0.01, proposed.score))
    const score = evidence.length === 0 ? fit * UNSUPPORTED_FACTOR : fit
    const earlier = merged.get(name)
    merged.set(name, {
      name,
      kind: earlier?.kind ?? proposed.kind,
      score: (earlier?.score ?? 0) + score,
      evidence: [...(earlier?.evidence ?? []), ...evidence].slice(0, MAX_EVIDENCE),
    })
  }
  return [...merged.values()].sort((a, b) => b.score - a.score).slice(0, MAX_TAGS)
}
