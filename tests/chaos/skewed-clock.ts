import { readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 250

/**
 * Sets the wall clock of this process wrong, by as many milliseconds as a file says; the file may change. Timers and
 * `performance.now()` go on as they do on a machine whose clock is set.
 */
export function skewClock(path: string): void {
  let offsetMs = 0
  const look = () => {
    try {
      offsetMs = Number(readFileSync(path, 'utf8')) || 0
    } catch {
      offsetMs = 0
    }
  }
  look()
  setInterval(look, LOOK_EVERY_MS).unref()
  const RealDate = Date
  const now = () => RealDate.now() + offsetMs
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, property) => (property === 'now' ? now : Reflect.get(target, property)),
  })
}
