/* The scenario in a page. */
import { createChapterwiseClient } from '../../../src/client/index.ts'
import { contents, pickFiles } from './files.ts'
import { runScenario } from './scenario.ts'

const run = async (name: string, baseUrl: string, token: string): Promise<string> => {
  const all = contents()
  const files = pickFiles((file) => new File([all[file] ?? new Uint8Array()], file))
  const client = createChapterwiseClient({ baseUrl, token })
  const stranger = createChapterwiseClient({ baseUrl, token: 'none' })
  const ownFetch = createChapterwiseClient({ baseUrl, token, fetch: (request) => fetch(request) })
  const report = await runScenario({ client, stranger, ownFetch, files }, name)
  return JSON.stringify({ report, peakBytes: null })
}

Object.assign(globalThis, { run })
