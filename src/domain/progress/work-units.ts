import type { Job } from '../job/job.ts'

/** What a job is expected to take, counted as providers bill it. */
export interface ExpectedUnits {
  readonly audioSeconds: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Forty hours are about 500,000 tokens of English. */
const TOKENS_PER_AUDIO_SECOND = 3.5
/** Instructions and headings around what is read. */
const INSTRUCTION_SHARE = 0.04
const INSTRUCTION_TOKENS = 500
/** Summaries of chapters and of the book. */
const SUMMARY_SHARE = 0.02
const ANSWER_TOKENS = 800

/** What is assumed, for who reads an estimate. */
export const UNIT_ASSUMPTIONS: readonly string[] = [
  `Speech makes ${TOKENS_PER_AUDIO_SECOND} tokens a second (English at a reader's pace).`,
  'A summary reads its text once and answers with 2 % of it; tags answer with a fixed list.',
  'Every job is done once: retries, refused answers and questions repeated are not counted.',
]

/** By the length of the audio that the job is about. */
export function expectedUnits({ type }: Pick<Job, 'type'>, audioSeconds: number): ExpectedUnits {
  const textTokens = audioSeconds * TOKENS_PER_AUDIO_SECOND
  const readTokens = Math.round(textTokens * (1 + INSTRUCTION_SHARE)) + INSTRUCTION_TOKENS
  switch (type) {
    case 'transcribe':
      return { audioSeconds, inputTokens: 0, outputTokens: 0 }
    case 'summarize':
      return {
        audioSeconds: 0,
        inputTokens: readTokens,
        outputTokens: Math.round(textTokens * SUMMARY_SHARE) + ANSWER_TOKENS,
      }
    case 'tag':
      return { audioSeconds: 0, inputTokens: readTokens, outputTokens: ANSWER_TOKENS }
    case 'embed':
      return { audioSeconds: 0, inputTokens: Math.round(textTokens), outputTokens: 0 }
  }
}
