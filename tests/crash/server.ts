/** The process that the crash test kills: the real system on embedded Postgres, with engines that can be counted. */
import { createHashEmbedder } from '../../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../../src/adapters/memory/llm.ts'
import { createApplication } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { createCountingTranscriber } from './counting-transcriber.ts'

const config = readConfig()._unsafeUnwrap()
const application = await createApplication(config, {
  transcriber: createCountingTranscriber(process.env.PIECE_LOG ?? ''),
  llm: createScriptedLlm(),
  embedder: createHashEmbedder({ dimensions: 32 }),
  leaseMs: 1_500,
  heartbeatIntervalMs: 400,
})
application.start()
const { url } = await application.listen()
process.stdout.write(`${url}\n`)
