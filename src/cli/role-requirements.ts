import { err, ok, type Result } from 'neverthrow'
import { missingVariables, type Role } from '../compose.ts'
import type { Config } from '../config.ts'
import { EXIT, type Failure, failure } from './failure.ts'

/** Everything that a role lacks is named at once. */
export const refuseIncomplete = (role: Role, config: Config): Result<void, Failure> => {
  const missing = missingVariables(role, config)
  if (missing.length === 0) return ok(undefined)
  return err(
    failure(
      EXIT.usage,
      `\`chapterwise ${role}\` needs more configuration:`,
      ...missing.map((variable) => `${variable} is not set`),
    ),
  )
}
