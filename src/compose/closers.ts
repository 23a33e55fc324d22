/** Things that were opened, closed in reverse order, each once, whatever fails. */
export interface Closers {
  add(close: () => Promise<void> | void): void
  /** Idempotent: later calls wait for the first. Rejects with the first failure after all were tried. */
  closeAll(): Promise<void>
}

export function createClosers(): Closers {
  const closers: (() => Promise<void> | void)[] = []
  let closing: Promise<void> | null = null

  const closeInReverse = async (): Promise<void> => {
    const failures: unknown[] = []
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
      try {
        await close()
      } catch (failure) {
        failures.push(failure)
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  return {
    add: (close) => void closers.push(close),
    closeAll: () => {
      closing ??= closeInReverse()
      return closing
    },
  }
}
