/** Serves the page, bundled by Bun, and the API beside it. With a bundler of your own only the page differs. */
import { fileURLToPath } from 'node:url'
import { createChapterwise } from 'chapterwise'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const { outputs } = await Bun.build({ entrypoints: [here('page.ts')], target: 'browser', minify: true })
const [script] = outputs
if (script === undefined) throw new Error('the page was not bundled')

const chapterwise = await createChapterwise({
  dataDir: process.env.DATA_DIR ?? './data',
  adminTokens: [process.env.ADMIN_TOKEN ?? 'secret'],
  logLevel: 'warn',
})
chapterwise.start()

const server = Bun.serve({
  port: Number(process.env.PORT ?? 0),
  hostname: '127.0.0.1',
  // Uploads may be as large as chapterwise takes them, and as slow as they are.
  maxRequestBodySize: Number.MAX_SAFE_INTEGER,
  idleTimeout: 255,
  routes: {
    '/': new Response(Bun.file(here('page.html'))),
    '/page.js': new Response(script, { headers: { 'content-type': 'text/javascript' } }),
  },
  fetch: (request) => chapterwise.fetch(request),
})
console.log(server.url.origin)
process.once('SIGTERM', async () => {
  await server.stop()
  await chapterwise.close()
})
