// `npm run bench:summarize`: a transcript of 40 hours and 500,000 tokens, summarised and tagged by the Gemini adapter against
// the fake. Shows the calls, tokens and list-price cost, that no line is left out, that every chapter is
// represented, and that an attempt that was interrupted is not bought again.
import { parseArgs } from 'node:util'
import { okAsync } from 'neverthrow'
import { createGeminiLlm } from '../src/adapters/gemini/llm.ts'
import { systemClock } from '../src/adapters/system/clock.ts'
import type { JsonValue } from '../src/domain/job/job.ts'
import type { BookText, LlmRequest } from '../src/ports/llm.ts'
import { addCall, NO_USAGE, type UsageTotals } from '../src/ports/usage.ts'
import { overloaded } from '../src/testing/fakes/gemini/errors.ts'
import { type FakeGemini, startFakeGemini } from '../src/testing/fakes/gemini/server.ts'
import { countTokens } from '../src/testing/fakes/gemini/tokens.ts'
import { writeLongBook } from './summarize/long-book.ts'

const MEBIBYTE = 1024 * 1024

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'gemini-3.5-flash-lite' },
    hours: { type: 'string', default: '40' },
    chapters: { type: 'string', default: '60' },
    'words-per-minute': { type: 'string', default: '172' },
    'context-tokens': { type: 'string', default: '64000' },
  },
})

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const chapters = Number(options.chapters)
const book = writeLongBook({
  chapters,
  hours: Number(options.hours),
  wordsPerMinute: Number(options['words-per-minute']),
})

/** One job over all its attempts. */
function createJob(text: BookText) {
  const parts = new Map<string, JsonValue>()
  let usage: UsageTotals = NO_USAGE
  const request: LlmRequest = {
    book: text,
    finishedParts: parts,
    savePart: (key, output) => {
      parts.set(key, structuredClone(output))
      return okAsync(undefined)
    },
    recordUsage: (used) => {
      usage = addCall(usage, used)
      return okAsync(undefined)
    },
    reportProgress: () => {},
    signal: new AbortController().signal,
  }
  return { request, usage: () => usage }
}

interface Outcome {
  readonly work: 'summarize' | 'tag'
  readonly usage: UsageTotals
  readonly durationMs: number
  readonly growthMib: number
  readonly isSound: boolean
}

const llmAt = (fake: FakeGemini) =>
  createGeminiLlm({
    ...{ apiKey: fake.apiKey, baseUrl: fake.baseUrl, clock: systemClock, model: options.model },
    contextTokens: Number(options['context-tokens']),
  })

/** Every line went out once, and nothing that was paid for was paid for again. */
function readOnce(fake: FakeGemini, marker: string): boolean {
  const read = fake.billed.filter(({ prompt }) => prompt.includes(marker)).map(({ prompt }) => prompt)
  const lines = new Map<string, number>()
  for (const line of read.flatMap((prompt) => prompt.split('\n'))) {
    if (line.startsWith('In ')) lines.set(line, (lines.get(line) ?? 0) + 1)
  }
  const wanted = book.chapters.flatMap((chapter) => chapter.lines.map((line) => line.text))
  const prompts = fake.billed.map(({ prompt }) => prompt)
  return wanted.every((line) => lines.get(line) === 1) && new Set(prompts).size === prompts.length
}

async function measure(work: Outcome['work']): Promise<Outcome> {
  const fake = await startFakeGemini()
  const job = createJob(book)
  const startedRss = process.memoryUsage.rss()
  const startedMs = performance.now()
  // Interrupted after the first answer; the second attempt goes on there.
  fake.fail('generateContent', null, { kind: 'error', error: overloaded })
  const first = await llmAt(fake)[work](job.request)
  const isInterrupted = first.isErr() && first.error.kind === 'transient'
  const isSound =
    work === 'summarize'
      ? (await llmAt(fake).summarize(job.request)).match(
          ({ output }) => output.chapterSummaries.length === chapters && output.blockedChapters === undefined,
          () => false,
        )
      : (await llmAt(fake).tag(job.request)).isOk()
  const durationMs = performance.now() - startedMs
  const growthMib = (process.memoryUsage.rss() - startedRss) / MEBIBYTE
  const marker = work === 'summarize' ? 'Summarise the material above' : 'Tag the material above'
  const isWhole = readOnce(fake, marker)
  await fake.close()
  return { work, usage: job.usage(), durationMs, growthMib, isSound: isInterrupted && isSound && isWhole }
}

const bookTokens = countTokens(book.chapters.flatMap(({ lines }) => lines.map(({ text }) => text)).join('\n'))
print(
  `${options.hours} h, ${chapters} chapters, ${bookTokens} tokens; ${options.model}, ${options['context-tokens']} tokens a request\n`,
)
print('| work | calls | input tokens | output tokens | cost, USD | own time, ms | RSS growth, MiB | sound |')
print('|---|---|---|---|---|---|---|---|')
const outcomes: Outcome[] = []
for (const work of ['summarize', 'tag'] as const) {
  const outcome = await measure(work)
  outcomes.push(outcome)
  const { usage } = outcome
  print(
    `| ${work} | ${usage.calls} | ${usage.inputTokens} | ${usage.outputTokens} | ${usage.costUsd?.toFixed(4) ?? 'unknown'} | ` +
      `${outcome.durationMs.toFixed(0)} | ${outcome.growthMib.toFixed(0)} | ${outcome.isSound ? 'yes' : 'NO'} |`,
  )
}
const passed = outcomes.every(({ isSound }) => isSound)
const results = outcomes.map(({ work, usage }) => ({ work, ...usage }))
print(`RESULT ${JSON.stringify({ bench: 'summarize', bookTokens, chapters, passed, results })}`)
process.exitCode = passed ? 0 : 1
