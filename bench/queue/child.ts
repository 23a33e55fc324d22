import { fileURLToPath } from 'node:url'
import { startChildChannel } from '../support/child-channel.ts'
import type { DriverName } from './driver.ts'
import type { Answers, Request } from './protocol.ts'

export interface Child {
  ask<R extends Request>(request: R): Promise<Answers[R['do']]>
  stop(): Promise<void>
}

/** One side of the bench as a process of its own. */
export async function startChild(runtimePath: string, name: DriverName, url: string): Promise<Child> {
  const script = fileURLToPath(new URL('./process.ts', import.meta.url))
  // The process answers as `Answers` says; see process.ts.
  return (await startChildChannel(`process of ${name}`, runtimePath, [script, name, url])) as Child
}
