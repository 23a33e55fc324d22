import { okAsync } from 'neverthrow'
import { transcriberContract } from '../../../src/testing/contracts/transcriber.contract.ts'
import { startFakeRevAi } from '../../../src/testing/fakes/revai/server.ts'
import { transcriberFor, wavAudio } from './setup.ts'

const fake = await startFakeRevAi({ clock: 'virtual' })
const text = new TextEncoder().encode('this is no audio '.repeat(1_000))

transcriberContract({
  name: 'revai',
  create: async () => ({
    transcriber: transcriberFor(fake),
    audio: wavAudio(100.2),
    unreadable: {
      ...wavAudio(1),
      sizeBytes: text.length,
      open: () =>
        okAsync(
          (async function* () {
            yield text
          })(),
        ),
    },
    close: () => fake.close(),
  }),
  letVendorWork: () => fake.advance(60_000),
})
