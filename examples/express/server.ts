/** chapterwise inside an Express server: the API below /audiobooks, and the workers in this process. */
import type { AddressInfo } from 'node:net'
import { createChapterwise } from 'chapterwise'
import express from 'express'

const chapterwise = await createChapterwise({
  dataDir: process.env.DATA_DIR ?? './data',
  adminTokens: [process.env.ADMIN_TOKEN ?? 'secret'],
  mountPath: '/audiobooks',
  logLevel: 'warn',
})
chapterwise.start()

const app = express()
// Before express.json(): uploads are streamed, and nobody else may read them.
app.use('/audiobooks', chapterwise.nodeListener)
app.use(express.json())
app.get('/', (_request, response) => {
  response.send('The library is at /audiobooks, its documentation at /audiobooks/docs.')
})

const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.once('SIGTERM', async () => {
  server.close()
  await chapterwise.close()
})
