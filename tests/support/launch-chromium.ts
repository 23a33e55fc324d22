import { type Browser, chromium } from 'playwright-core'
import { findExecutable } from './find-executable.ts'

/** No sandbox: tests run as root in containers. The rest keeps it from calling the outside. */
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The Chromium of this machine, without a window. To be called on Node: Playwright does not run on Bun. */
export const launchChromium = (): Promise<Browser> => {
  const [found] = NAMES.flatMap((name) => findExecutable(name, process.env.PATH ?? '') ?? [])
  if (found === undefined) throw new Error(`none of ${NAMES.join(', ')} is installed`)
  return chromium.launch({ executablePath: found, args: FLAGS })
}
