import type { Clock } from '../../ports/clock.ts'
import type { Caller } from '../../usecases/caller.ts'

/** Until the caller's token expires. */
export const millisecondsLeft = ({ expiresAt }: Caller, clock: Clock): number =>
  expiresAt === undefined ? Number.POSITIVE_INFINITY : expiresAt.getTime() - clock.now().getTime()
