import { err, ok, type Result } from 'neverthrow'
import type { Tag } from '../../domain/audiobook/ai-output.ts'
import type { Generated } from '../../ports/llm.ts'
import { type PortError, transientError } from '../../ports/port-error.ts'
import { askForQuotes } from './ask-for-quotes.ts'
import type { EvidenceVerifier } from './evidence.ts'
import { TAG_QUESTION, type TagsAnswer, tagSystem, tagsSchema, tagUser } from './prompts/tag.ts'
import { readSections } from './read-sections.ts'
import type { ReadingJob } from './reading-job.ts'
import type { Section } from './sections.ts'

const MAX_TAGS = 20
const MAX_EVIDENCE = 3
const MAX_NAME_CHARACTERS = 60
const MIN_FIT = 0.01

/** Tags of each chunk, merged by name: a tag gains with every part of the book that it fits. */
export async function tagBook(job: ReadingJob): Promise<Result<Generated<readonly Tag[]>, PortError>> {
  const { request, verify } = job
  const ask = (chunk: readonly Section[]) => {
    const question = {
      name: TAG_QUESTION,
      schema: tagsSchema,
      system: tagSystem,
      user: tagUser(request.book, chunk),
    }
    return askForQuotes(job, question, (answer) => provenTags(answer, verify).length > 0)
  }
  const read = await readSections(job, job.sections, ask, request.reportProgress)
  if (read.isErr()) return err(read.error)
  const { readings } = read.value
  const tags = mergeTags(readings.flatMap(({ answer }) => provenTags(answer.value, verify)))
  const [best] = tags
  if (best === undefined) {
    return err(transientError('invalid_answer', 'the model gave no tag with a quote that the book contains'))
  }
  const model = readings[0]?.answer.model ?? ''
  return ok({ model, output: tags.map((tag) => ({ ...tag, score: tag.score / best.score })) })
}

/** A tag that no sentence of the book supports is the model's invention. */
function provenTags({ tags }: TagsAnswer, verify: EvidenceVerifier): Tag[] {
  return tags.flatMap((proposed) => {
    const name = proposed.name.toLowerCase().replace(/\s+/g, ' ').trim()
    if (!/[\p{L}\p{N}]/u.test(name) || name.length > MAX_NAME_CHARACTERS) return []
    const evidence = verify(proposed.evidence)
    if (evidence.length === 0) return []
    return [{ name, kind: proposed.kind, score: Math.min(1, Math.max(MIN_FIT, proposed.score)), evidence }]
  })
}

function mergeTags(tags: readonly Tag[]): Tag[] {
  const merged = new Map<string, Tag>()
  for (const tag of tags) {
    const earlier = merged.get(tag.name)
    merged.set(tag.name, {
      name: tag.name,
      kind: earlier?.kind ?? tag.kind,
      score: (earlier?.score ?? 0) + tag.score,
      evidence: [...(earlier?.evidence ?? []), ...tag.evidence].slice(0, MAX_EVIDENCE),
    })
  }
  return [...merged.values()].sort((a, b) => b.score - a.score).slice(0, MAX_TAGS)
}
