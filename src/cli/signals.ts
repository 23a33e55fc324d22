const EXIT_CODE_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const

/** Aborted by the first SIGINT or SIGTERM; the second ends the process at once. */
export const interruptSignal = (): AbortSignal => {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT_CODE_OF_SIGNAL[signal])
      controller.abort()
    })
  }
  return controller.signal
}
