/* The scenario in this process: `process.ts plain|node <name> <url> <token> <folder>`. Prints its report as JSON. */
import { join } from 'node:path'
import { createChapterwiseClient as createPlainClient } from '../../../src/client/index.ts'
import { createChapterwiseClient as createNodeClient, openFiles } from '../../../src/client/node/index.ts'
import { contents, pickFiles } from './files.ts'
import { runScenario } from './scenario.ts'

const SAMPLE_INTERVAL_MS = 10

const [entry, name = '', baseUrl = '', token = '', folder = ''] = process.argv.slice(2)
const isPlain = entry === 'plain'
const create = isPlain ? createPlainClient : createNodeClient

const filesInMemory = () => {
  const all = contents()
  return pickFiles((file) => new File([all[file] ?? new Uint8Array()], file))
}

const filesOnDisk = async () => {
  const names = ['large.wav', '1.wav', '2.wav', 'noise.mp3']
  const opened = await openFiles(...names.map((file) => join(folder, file)))
  return pickFiles((file) => {
    const found = opened.find((one) => one.name === file)
    if (found === undefined) throw new Error(`${file} is not there`)
    return found
  })
}

/* Not `maxRSS`: Linux counts in it what the parent held when it forked. */
let peakBytes = 0
const timer = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
}, SAMPLE_INTERVAL_MS)

const report = await runScenario(
  {
    client: create({ baseUrl, token }),
    stranger: create({ baseUrl, token: 'none' }),
    ownFetch: create({ baseUrl, token, fetch: (request) => fetch(request) }),
    files: isPlain ? filesInMemory() : await filesOnDisk(),
  },
  name,
)
clearInterval(timer)
process.stdout.write(JSON.stringify({ report, peakBytes }))
