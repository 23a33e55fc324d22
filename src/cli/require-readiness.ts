import { setTimeout as sleep } from 'node:timers/promises'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { ChapterwiseClient } from '../client/node/index.ts'
import { call } from './call.ts'
import { EXIT, type Failure, failure } from './failure.ts'

/** What keeps jobs from running, as a failure that names it. */
export const requireReadiness = (
  client: ChapterwiseClient,
  signal: AbortSignal,
): ResultAsync<void, Failure> =>
  call(() => client.readiness({ signal })).andThen(({ checks }) => {
    const missing = checks.filter(({ ok: isReady }) => !isReady)
    if (missing.length === 0) return ok(undefined)
    const details = missing.map(({ name, detail }) => `${name}: ${detail ?? 'not ready'}`)
    const advice = '`chapterwise doctor` says how to get what is missing.'
    return err(failure(EXIT.failed, "Jobs can't run:", ...details, advice))
  })

const START_TRIES = 4
/** Longer than the server keeps an answer. */
const PAUSE_MS = 5_500

const tryToBeReady = async (
  client: ChapterwiseClient,
  signal: AbortSignal,
): Promise<Result<void, Failure>> => {
  for (let attempt = 1; ; attempt += 1) {
    const ready = await requireReadiness(client, signal)
    if (ready.isOk() || attempt === START_TRIES) return ready
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** Of a server that just started, perhaps on a machine that is busy with it. */
export const awaitReadiness = (client: ChapterwiseClient, signal: AbortSignal): ResultAsync<void, Failure> =>
  new ResultAsync(tryToBeReady(client, signal))
