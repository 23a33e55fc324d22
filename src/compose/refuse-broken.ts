import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'

/**
 * For a process that does nothing but run jobs: with a key that is refused each of them would fail for good, so it does
 * not start. A vendor that is away now may be back for the first job.
 */
export async function refuseBroken(
  engine: { readonly name: string; check(): PortResult<void> },
  logger: Logger,
): Promise<void> {
  const checked = await engine.check()
  if (checked.isOk()) return
  const { kind, code, message } = checked.error
  if (kind === 'permanent') throw new Error(message)
  logger.warn('an engine is not ready', { engine: engine.name, code, message })
}
