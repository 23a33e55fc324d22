import { setImmediate as nextTick } from 'node:timers/promises'

/** One call for all: the answers in the order of the items. */
export type RunTogether<Item, Answer> = (items: readonly Item[]) => Promise<readonly Answer[]>

export interface GatherLimits<Item> {
  /** Items of one run. */
  readonly mostAtOnce: number
  /** Runs under way at the same time. */
  readonly runs: number
  /** Of the items of one run together, in a unit of the caller's; one that weighs more runs by itself. */
  readonly weight?: { readonly most: number; readonly of: (item: Item) => number }
}

interface Waiting<Item, Answer> {
  readonly item: Item
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * Runs what is asked for in the same moment, or while as many runs as may be are under way, together: a commit for many. When a run fails, each of its items runs again by itself, so that
 * one which can't be served does not take others along; a run that failed must have had no effect, or harm none by
 * being repeated.
 */
export function gather<Item, Answer>(
  run: RunTogether<Item, Answer>,
  limits: GatherLimits<Item>,
): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = []
  let running = 0

  const runBatch = async (batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await run(batch.map(({ item }) => item))
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer)
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error)
      else await Promise.all(batch.map((one) => runBatch([one])))
    }
  }

  const runAll = async () => {
    running += 1
    // Others come in the same moment.
    await nextTick()
    while (waiting.length > 0) await runBatch(waiting.splice(0, sizeOfNext(waiting, limits)))
    running -= 1
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      // Only the first of a moment: the others go along.
      if (waiting.length === 1 && running < limits.runs) void runAll()
    })
}

/** How many of those that wait fit into one run; at least one. */
function sizeOfNext<Item>(
  waiting: readonly { readonly item: Item }[],
  { mostAtOnce, weight }: GatherLimits<Item>,
): number {
  const most = Math.min(mostAtOnce, waiting.length)
  if (weight === undefined) return most
  let sum = 0
  for (const [index, { item }] of waiting.slice(0, most).entries()) {
    sum += weight.of(item)
    if (sum > weight.most) return Math.max(1, index)
  }
  return most
}
