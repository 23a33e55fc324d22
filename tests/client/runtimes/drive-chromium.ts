/* Opens a page in Chromium and prints what its `run` answers: `drive-chromium.ts <page> <name> <url> <token>`. */
import { chromium } from 'playwright-core'
import { findExecutable } from '../../support/find-executable.ts'

/** No sandbox: tests run as root in containers. The rest keeps it from calling the outside. */
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

const findChromium = (): string => {
  const found = NAMES.map((name) => findExecutable(name, process.env.PATH ?? '')).find(
    (path) => path !== null,
  )
  if (found === undefined) throw new Error(`none of ${NAMES.join(', ')} is installed`)
  return found ?? ''
}

const [page = '', ...words] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS })
try {
  const tab = await browser.newPage()
  tab.on('console', (message) => process.stderr.write(`${message.text()}\n`))
  await tab.goto(page)
  const answer = await tab.evaluate(
    (given) => (globalThis as unknown as { run: (...all: string[]) => Promise<string> }).run(...given),
    words,
  )
  process.stdout.write(answer)
} finally {
  await browser.close()
}
