import type { LlmRequest } from '../../ports/llm.ts'
import type { Ask } from './bought-answers.ts'
import type { EvidenceVerifier } from './evidence.ts'
import type { Section } from './sections.ts'

/** What summarising and tagging share. */
export interface ReadingJob {
  readonly request: LlmRequest
  readonly ask: Ask
  readonly verify: EvidenceVerifier
  /** The chapters that have words, whole. */
  readonly sections: readonly Section[]
  readonly budgetTokens: number
}
