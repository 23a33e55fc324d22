/** Lets at most so many things happen at once; the rest wait in order. */
export interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>
}

export const createSlots = (count: number): Slots => {
  let free = count
  const waiting: (() => void)[] = []
  const acquire = (): Promise<void> => {
    if (free > 0) {
      free--
      return Promise.resolve()
    }
    return new Promise((resolve) => waiting.push(resolve))
  }
  const release = () => {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
  return {
    run: async (work) => {
      await acquire()
      try {
        return await work()
      } finally {
        release()
      }
    },
  }
}
