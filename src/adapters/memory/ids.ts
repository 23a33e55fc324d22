import type { Ids } from '../../ports/ids.ts'

/** Valid UUIDv7s that count up from 1, so that a failing test names the same ids every time. */
export function createSequentialIds(): Ids {
  let count = 0
  return {
    next: () => {
      count += 1
      return `00000000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`
    },
  }
}
