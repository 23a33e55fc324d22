/** One try of a call, which ends when nothing moves for too long or when the caller aborts. */
export interface Attempt {
  readonly signal: AbortSignal
  readonly isOverdue: boolean
  /** Something moved. */
  readonly touch: () => void
  /** To be called in the end, always. */
  readonly end: () => void
}

/** `AbortSignal.any` would do, but browsers of 2023 do not have it. */
export const startAttempt = (callers: AbortSignal | null, idleTimeoutMs: number): Attempt => {
  const controller = new AbortController()
  let isOverdue = false
  const expire = (): void => {
    isOverdue = true
    controller.abort(new DOMException('Nothing moved for too long.', 'TimeoutError'))
  }
  let timer = setTimeout(expire, idleTimeoutMs)
  const abort = (): void => controller.abort(callers?.reason)
  callers?.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    get isOverdue() {
      return isOverdue
    },
    touch: () => {
      clearTimeout(timer)
      timer = setTimeout(expire, idleTimeoutMs)
    },
    end: () => {
      clearTimeout(timer)
      callers?.removeEventListener('abort', abort)
    },
  }
}
