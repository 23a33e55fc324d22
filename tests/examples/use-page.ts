/* Uses the page of examples/browser-upload as a person would, and prints what it says: `use-page.ts <url> <token> <file>…` */
import { launchChromium } from '../support/launch-chromium.ts'

const MAX_WAIT_MS = 200_000

const [url = '', token = '', ...files] = process.argv.slice(2)
const browser = await launchChromium()
try {
  const page = await browser.newPage()
  page.setDefaultTimeout(MAX_WAIT_MS)
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`))
  await page.goto(url)
  await page.evaluate(() => {
    const bar = document.querySelector('progress')
    const seen: number[] = []
    new MutationObserver(() => seen.push(bar?.value ?? 0)).observe(bar ?? document, { attributes: true })
    Object.assign(globalThis, { seen })
  })
  await page.fill('#token', token)
  await page.setInputFiles('#files', files)
  await page.click('button[type=submit]')
  const status = await page.waitForFunction(() => {
    const text = document.querySelector('output')?.value ?? ''
    return /^(done|failed)/.test(text) ? text : null
  })
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen)
  const chapters = await page.locator('#chapters li').allTextContents()
  process.stdout.write(JSON.stringify({ status: await status.jsonValue(), chapters, steps: seen.length }))
} finally {
  await browser.close()
}
