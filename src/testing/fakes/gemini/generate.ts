import type { Fault } from './faults.ts'
import { type Misbehaviour, misbehave } from './misbehaviour.ts'
import type { FakeModel } from './models.ts'
import { type GenerateRequest, textOfContents } from './requests.ts'
import { tellStory } from './storyteller.ts'
import { countTokens } from './tokens.ts'

/** How the models of the fake write. */
export interface Writing {
  /** Null: as they should. */
  misbehaviour: Misbehaviour | null
  /** Material with such a passage is refused. */
  blocks: RegExp | null
  /** Thinks before every answer; the thoughts count as output. */
  thoughtsTokens: number
  /** Shows its thoughts among the parts. */
  showsThoughts: boolean
  /** Replaces the text of an answer. */
  rewrite: (text: string, request: GenerateRequest) => string
}

export interface GeneratedBody {
  readonly candidates?: readonly unknown[]
  readonly promptFeedback?: unknown
  readonly usageMetadata: {
    readonly promptTokenCount: number
    readonly candidatesTokenCount?: number
    readonly thoughtsTokenCount?: number
    readonly totalTokenCount: number
  }
  readonly modelVersion: string
  readonly responseId: string
}

type GeneratingFault = Extract<Fault, { kind: 'finish' | 'prompt_blocked' }>

/** One answer of `generateContent`, with what it costs. */
export function generate(
  model: FakeModel,
  request: GenerateRequest,
  writing: Writing,
  fault: GeneratingFault | null,
): GeneratedBody {
  const system = request.systemInstruction === undefined ? [] : [request.systemInstruction]
  const prompt = textOfContents([...system, ...request.contents])
  const promptTokenCount = countTokens(prompt)
  const isBlocked = fault?.kind === 'prompt_blocked' || writing.blocks?.test(prompt) === true
  if (isBlocked) {
    const blockReason = fault?.kind === 'prompt_blocked' ? fault.reason : 'PROHIBITED_CONTENT'
    return answer(
      model,
      { promptFeedback: { blockReason } },
      { promptTokenCount, totalTokenCount: promptTokenCount },
    )
  }
  const thoughtsTokenCount =
    (fault?.kind === 'finish' ? fault.thoughtsTokens : undefined) ?? writing.thoughtsTokens
  const { text, finishReason } = writeText(request, writing, fault, thoughtsTokenCount)
  const parts = [
    ...(writing.showsThoughts ? [{ text: 'First I consider what was asked. {"text":', thought: true }] : []),
    ...(text === '' ? [] : [{ text }]),
  ]
  const candidate = {
    content: { role: 'model', ...(parts.length === 0 ? {} : { parts }) },
    finishReason,
    index: 0,
  }
  const written = text === '' ? 0 : countTokens(text)
  return answer(
    model,
    { candidates: [candidate] },
    {
      promptTokenCount,
      ...(written === 0 ? {} : { candidatesTokenCount: written }),
      ...(thoughtsTokenCount === 0 ? {} : { thoughtsTokenCount }),
      totalTokenCount: promptTokenCount + written + thoughtsTokenCount,
    },
  )
}

function writeText(
  request: GenerateRequest,
  writing: Writing,
  fault: GeneratingFault | null,
  thoughtsTokens: number,
): { readonly text: string; readonly finishReason: string } {
  if (fault?.kind === 'finish') return { text: fault.text ?? '', finishReason: fault.reason }
  const told =
    writing.misbehaviour === null
      ? JSON.stringify(tellStory(request))
      : misbehave(writing.misbehaviour, request)
  const text = writing.rewrite(told, request)
  const room = (request.generationConfig?.maxOutputTokens ?? Number.POSITIVE_INFINITY) - thoughtsTokens
  if (countTokens(text) <= room) return { text, finishReason: 'STOP' }
  return { text: text.slice(0, Math.max(0, room) * 4), finishReason: 'MAX_TOKENS' }
}

const answer = (
  model: FakeModel,
  content: Pick<GeneratedBody, 'candidates' | 'promptFeedback'>,
  usageMetadata: GeneratedBody['usageMetadata'],
): GeneratedBody => ({
  ...content,
  usageMetadata,
  modelVersion: `${model.name}-001`,
  responseId: 'fake',
})
