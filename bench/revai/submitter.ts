/** The process whose memory is measured: stored audio to Rev.ai's multipart, once for each request. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { errAsync, okAsync } from 'neverthrow'
import { createFsStorage } from '../../src/adapters/fs/storage.ts'
import { createRevAiTranscriber } from '../../src/adapters/revai/transcriber.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { permanentError } from '../../src/ports/port-error.ts'

const [directory = '', key = '', sizeText = '', baseUrl = '', apiKey = ''] = process.argv.slice(2)
const storage = createFsStorage({ directory })
const transcriber = createRevAiTranscriber({
  ...{ apiKey, baseUrl, clock: systemClock, random: Math.random, logger: silentLogger },
})

const submit = () =>
  transcriber.start({
    ...{ jobId: 'bench', language: 'en', options: {}, finishedParts: new Map(), notes: null },
    audio: {
      ...{ mediaType: 'audio/wav', sizeBytes: Number(sizeText), durationSeconds: 3_600, localPath: null },
      open: () =>
        storage
          .get(key)
          .andThen((object) =>
            object === null ? errAsync(permanentError('audio_gone', 'no such object')) : okAsync(object.body),
          ),
      signedUrl: () => okAsync(null),
    },
    savePart: () => okAsync(undefined),
    saveNotes: () => okAsync(undefined),
    reportProgress: () => {},
    signal: new AbortController().signal,
  })

const server = createServer(async (_request, response) => {
  const answer = await submit()
  response.statusCode = answer.isOk() ? 200 : 500
  response.end(JSON.stringify(answer.isOk() ? answer.value : { message: answer.error.message }))
})
server.requestTimeout = 0
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
