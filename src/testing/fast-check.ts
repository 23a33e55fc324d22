export type FastCheck = typeof import('fast-check')

/** Makes the random examples of contract suites. Only who runs them needs it, so it is no dependency. */
export async function loadFastCheck(): Promise<FastCheck> {
  try {
    return await import('fast-check')
  } catch (cause) {
    throw new Error('Contract suites need the package fast-check: npm install --save-dev fast-check', {
      cause,
    })
  }
}
