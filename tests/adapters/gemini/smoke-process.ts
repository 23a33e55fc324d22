/** Every call of the adapter against the fake, on whichever runtime runs this; prints what came out and ends by itself. */
import { okAsync } from 'neverthrow'
import { createGeminiEmbedder } from '../../../src/adapters/gemini/embedder.ts'
import { createGeminiLlm } from '../../../src/adapters/gemini/llm.ts'
import type { LlmRequest } from '../../../src/ports/llm.ts'
import { quotaExceeded } from '../../../src/testing/fakes/gemini/errors.ts'
import type { Fault } from '../../../src/testing/fakes/gemini/faults.ts'
import { startFakeGemini } from '../../../src/testing/fakes/gemini/server.ts'
import { shortStory } from '../../../src/testing/fixtures/book-text.ts'
import { EMBEDDING_MODEL, LLM_MODEL, serverAt } from './gemini-under-test.ts'

const FAULTS: readonly Fault[] = [
  { kind: 'error', error: quotaExceeded({ retryDelay: '36s' }) },
  { kind: 'html', status: 502 },
  { kind: 'truncated_json' },
  { kind: 'dropped' },
  { kind: 'slow_body', delayMs: 600_000 },
]

const fake = await startFakeGemini()
const llm = createGeminiLlm({ ...serverAt(fake), model: LLM_MODEL })
const impatient = createGeminiLlm({ ...serverAt(fake, { timeoutMs: 300 }), model: LLM_MODEL })
const embedder = createGeminiEmbedder({ ...serverAt(fake), model: EMBEDDING_MODEL })
const request = (signal = new AbortController().signal): LlmRequest => ({
  book: shortStory,
  finishedParts: new Map(),
  savePart: () => okAsync(undefined),
  recordUsage: () => okAsync(undefined),
  reportProgress: () => {},
  signal,
})

const checks = [await llm.check(), await embedder.check()].map((checked) => checked.isOk())
const summary = await llm.summarize(request())
const tags = await llm.tag(request())
const [vector] = (await embedder.embed(['a lamp'], 'document', new AbortController().signal)).unwrapOr([])
const errors: string[] = []
for (const fault of FAULTS) {
  fake.fail('generateContent', fault)
  errors.push(
    await impatient.tag(request()).match(
      () => 'ok',
      ({ kind, code }) => `${kind} ${code}`,
    ),
  )
}
const controller = new AbortController()
const stopped = llm.tag(request(controller.signal))
controller.abort()
errors.push(
  await stopped.match(
    () => 'ok',
    ({ kind, code }) => `${kind} ${code}`,
  ),
)
await fake.close()

process.stdout.write(
  JSON.stringify({
    checks,
    chapters: summary.map(({ output }) => output.chapterSummaries.length).unwrapOr(0),
    quotes: summary.map(({ output }) => output.evidence.length).unwrapOr(0),
    tags: tags.map(({ output }) => output.map(({ name }) => name)).unwrapOr([]),
    vectorLength: Math.hypot(...(vector ?? [])).toFixed(4),
    dimensions: vector?.length,
    errors,
  }),
)
