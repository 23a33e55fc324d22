import { setTimeout as sleep } from 'node:timers/promises'
import { internal, overloaded, quotaExceeded } from '../../../src/testing/fakes/gemini/errors.ts'
import type { Fault } from '../../../src/testing/fakes/gemini/faults.ts'
import type { EmbedRequest, GenerateRequest } from '../../../src/testing/fakes/gemini/requests.ts'
import { type FakeGemini, startFakeGemini } from '../../../src/testing/fakes/gemini/server.ts'
import { askedFor, promptOf } from '../../../src/testing/fakes/gemini/storyteller.ts'
import type { RevAiFault, RevAiOperation } from '../../../src/testing/fakes/revai/faults.ts'
import { type FakeRevAi, startFakeRevAi } from '../../../src/testing/fakes/revai/server.ts'
import type { Dice } from '../dice.ts'
import { chapterOf, chaptersIn, tellChapter } from './chapter-plan.ts'
import { type Item, itemName, type Purchase } from './purchases.ts'

export interface Vendors {
  readonly revAi: FakeRevAi
  readonly gemini: FakeGemini
  /** So many faults, one now and then, until the signal is aborted. */
  fail(dice: Dice, count: number, meanPauseMs: number, signal: AbortSignal): Promise<void>
  /** What the next requests of a kind meet. */
  failFirst(): void
  /** How often each fault was planned. */
  faults(): Readonly<Record<string, number>>
  /** The chapters that were submitted and accepted, each as often as it was billed. */
  submitted(): readonly number[]
  /** What was generated and embedded, in order. */
  purchases(): readonly Purchase[]
  close(): Promise<void>
}

const PROCESSING_MS = [30, 1_500] as const
const RETRY_AFTER_SECONDS = 1
const throttled = { status: 429, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } }
const badGateway = { status: 502, html: '<html>Bad Gateway</html>' }

type RevAiChoice = readonly [weight: number, operation: RevAiOperation, name: string, fault: RevAiFault]

/** `drop: after`: the vendor acts, and bills, and its answer is lost. */
const REV_AI_FAULTS: readonly RevAiChoice[] = [
  [5, 'submit', 'accepted, answer dropped', { drop: 'after' }],
  [2, 'submit', 'accepted, answer cut', { truncated: 'connection' }],
  [2, 'submit', 'dropped', { drop: 'before' }],
  [2, 'submit', '429', throttled],
  [2, 'submit', '502', badGateway],
  [2, 'job', 'answer dropped', { drop: 'after' }],
  [1, 'job', '429', throttled],
  [2, 'job', '502', badGateway],
  [2, 'transcript', 'answer cut', { truncated: 'connection' }],
  [2, 'transcript', '502', badGateway],
  [1, 'list', '502', badGateway],
  [1, 'delete', 'answer dropped', { drop: 'after' }],
]

type GeminiChoice = readonly [weight: number, name: string, fault: Fault]

const GEMINI_FAULTS: readonly GeminiChoice[] = [
  [4, 'computed, answer dropped', { kind: 'dropped' }],
  [2, '429', { kind: 'error', error: quotaExceeded({ retryDelay: `${RETRY_AFTER_SECONDS}s` }) }],
  [1, '500', { kind: 'error', error: internal }],
  [2, '503', { kind: 'error', error: overloaded }],
  [1, '502', { kind: 'html', status: 502 }],
  [1, 'answer cut', { kind: 'truncated_json' }],
]
const GEMINI_TASKS = ['generateContent', 'batchEmbedContents'] as const
const GEMINI_SHARE = 0.5

/** Both vendors; the dice decide how long Rev.ai takes, and which of its news get lost. */
export async function startVendors(dice: Dice): Promise<Vendors> {
  const [revAi, gemini] = await Promise.all([startFakeRevAi(), startFakeGemini()])
  const counts: Record<string, number> = {}
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  revAi.behaviour.processingMs = () => dice.between(...PROCESSING_MS)
  revAi.behaviour.transcriptOf = ({ durationSeconds }) => tellChapter(durationSeconds ?? 0)
  revAi.behaviour.webhook = () => {
    const fate = dice.pickWeighted<'deliver' | 'lose' | 'duplicate'>([
      [7, 'deliver'],
      [2, 'lose'],
      [1, 'duplicate'],
    ])
    if (fate !== 'deliver') count(`webhook ${fate === 'lose' ? 'lost' : 'sent twice'}`)
    return fate
  }

  const failRevAi = (operation: RevAiOperation, name: string, fault: RevAiFault) => {
    revAi.fail(operation, fault)
    count(`Rev.ai ${operation}: ${name}`)
  }
  const failGemini = (task: (typeof GEMINI_TASKS)[number], name: string, fault: Fault) => {
    gemini.fail(task, fault)
    count(`Gemini ${task}: ${name}`)
  }
  const failOnce = (chance: Dice) => {
    if (chance.between(0, 1) < GEMINI_SHARE) {
      const [name, fault] = chance.pickWeighted(GEMINI_FAULTS.map(([weight, ...one]) => [weight, one]))
      return failGemini(chance.pick(GEMINI_TASKS), name, fault)
    }
    return failRevAi(...chance.pickWeighted(REV_AI_FAULTS.map(([weight, ...one]) => [weight, one])))
  }

  return {
    ...{ revAi, gemini },
    failFirst() {
      failRevAi('submit', 'accepted, answer dropped', { drop: 'after' })
      failRevAi('submit', '429', throttled)
      for (const task of GEMINI_TASKS) failGemini(task, 'computed, answer dropped', { kind: 'dropped' })
    },
    async fail(chance, times, meanPauseMs, signal) {
      for (let time = 0; time < times && !signal.aborted; time += 1) {
        await sleep(chance.between(0, 2 * meanPauseMs), undefined, { signal }).catch(() => undefined)
        if (!signal.aborted) failOnce(chance)
      }
    },
    faults: () => counts,
    submitted: () => revAi.jobs.map((job) => chapterOf(job.durationSeconds ?? 0)),
    purchases: () => gemini.received.flatMap(readPurchases),
    async close() {
      await Promise.all([revAi.close(), gemini.close()])
    },
  }
}

function readPurchases({ task, body, atMs }: FakeGemini['received'][number]): readonly Purchase[] {
  if (task === 'batchEmbedContents') {
    const { requests } = body as { readonly requests: readonly EmbedRequest[] }
    return requests.map(({ content }) => {
      const text = content.parts.map((part) => part.text).join(' ')
      return { item: itemName({ kind: 'embed', text }), kind: 'embed', atMs }
    })
  }
  if (task !== 'generateContent') return []
  const request = body as GenerateRequest
  const kind: Item['kind'] = askedFor(request) === 'tags' ? 'tag' : 'summarize'
  return [{ item: itemName({ kind, chapters: chaptersIn(promptOf(request)) }), kind, atMs }]
}
