/** chapterwise inside a Hono server: the API below /audiobooks, and the workers in this process. */
import { serve } from '@hono/node-server'
import { createChapterwise } from 'chapterwise'
import { Hono } from 'hono'

const chapterwise = await createChapterwise({
  dataDir: process.env.DATA_DIR ?? './data',
  adminTokens: [process.env.ADMIN_TOKEN ?? 'secret'],
  mountPath: '/audiobooks',
  logLevel: 'warn',
})
chapterwise.start()

const app = new Hono()
app.get('/', (c) => c.text('The library is at /audiobooks, its documentation at /audiobooks/docs.'))
app.route('/audiobooks', chapterwise.http)

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 0) }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}`),
)
process.once('SIGTERM', async () => {
  server.close()
  await chapterwise.close()
})
