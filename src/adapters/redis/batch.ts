/** What is collected until it is sent. */
export interface PendingBatch<T> {
  readonly items: readonly T[]
  /** Whoever takes the batch settles it. */
  resolve(): void
  reject(error: unknown): void
}

export interface Batch<T> {
  /** Resolves when what was added has been sent. */
  add(items: readonly T[]): Promise<void>
  /** What is pending, to be sent with something else; null when nothing is, or more than one call can carry. */
  take(): PendingBatch<T> | null
}

interface Open<T> extends PendingBatch<T> {
  readonly items: T[]
  readonly sent: Promise<void>
}

/** Makes one call of what is asked for at about the same time; more than `maxItems` become several calls. */
export function createBatch<T>(options: {
  readonly send: (items: readonly T[]) => Promise<unknown>
  readonly maxItems: number
  /** When to send what was collected. */
  readonly schedule: (flush: () => void) => void
}): Batch<T> {
  const { send, maxItems, schedule } = options
  let pending: Open<T> | null = null

  const flush = async (batch: Open<T>) => {
    if (pending !== batch) return
    pending = null
    const calls: Promise<unknown>[] = []
    for (let from = 0; from < batch.items.length; from += maxItems) {
      calls.push(send(batch.items.slice(from, from + maxItems)))
    }
    await Promise.all(calls).then(() => batch.resolve(), batch.reject)
  }

  const open = (): Open<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const batch: Open<T> = { items: [], sent: promise, resolve, reject }
    schedule(() => void flush(batch))
    return batch
  }

  return {
    add: (items) => {
      if (items.length === 0) return Promise.resolve()
      pending ??= open()
      for (const item of items) pending.items.push(item)
      return pending.sent
    },
    take: () => {
      if (pending === null || pending.items.length > maxItems) return null
      const taken = pending
      pending = null
      return taken
    },
  }
}
