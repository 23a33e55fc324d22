/* Opens a page in Chromium and prints what its `run` answers: `drive-chromium.ts <page> <name> <url> <token>`. */
import { launchChromium } from '../../support/launch-chromium.ts'

const [page = '', ...words] = process.argv.slice(2)
const browser = await launchChromium()
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
