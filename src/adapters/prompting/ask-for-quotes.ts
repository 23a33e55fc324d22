import { okAsync } from 'neverthrow'
import type { PortResult } from '../../ports/port-error.ts'
import { QUOTES_REMINDER } from './prompts/data.ts'
import type { ChatAnswer, Question } from './question.ts'
import type { ReadingJob } from './reading-job.ts'

/** Asks, and once more with a reminder when nothing that the answer quotes is in the book. */
export function askForQuotes<T>(
  job: ReadingJob,
  question: Question<T>,
  hasQuotes: (value: T) => boolean,
): PortResult<ChatAnswer<T>> {
  return job
    .ask(question, hasQuotes)
    .andThen((answer) =>
      hasQuotes(answer.value)
        ? okAsync(answer)
        : job.ask({ ...question, user: `${question.user}\n\n${QUOTES_REMINDER}` }, hasQuotes),
    )
}
