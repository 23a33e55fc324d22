import { createThread } from '../../src/adapters/local/thread/create-thread.ts'

const thread = createThread(new URL('./echo-thread.ts', import.meta.url))
const answer = await thread.call<number>('double', 21)
process.stdout.write(`${answer._unsafeUnwrap()}\n`)
