/** Sends the chosen files with progress, waits for the book, and lists its chapters. */
import { ChapterwiseError, createChapterwiseClient, orderFolder } from 'chapterwise/client'

const find = <E extends HTMLElement>(id: string): E => {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`the page has no #${id}`)
  return element as E
}
const status = find<HTMLOutputElement>('status')
const progress = find<HTMLProgressElement>('progress')
const stop = find<HTMLButtonElement>('stop')

const show = (text: string, fraction: number): void => {
  status.value = text
  progress.value = fraction
}

const upload = async (files: FileList, token: string, signal: AbortSignal): Promise<void> => {
  const chapterwise = createChapterwiseClient({ baseUrl: location.origin, token })
  const { audiobookId } = await chapterwise.ingest(orderFolder(files), {
    signal,
    fallbackTitle: files[0]?.name ?? 'Untitled',
    book: { author: 'unknown' },
    onProgress: (event) => {
      if (event.type === 'progress') show('sending', event.totalSentBytes / event.totalBytes)
    },
  })
  await chapterwise.waitForAudiobook(audiobookId, {
    signal,
    onProgress: (jobs) => show('transcribing', jobs.progress),
  })
  const book = await chapterwise.getAudiobook(audiobookId)
  show(`done: ${book.title}`, 1)
  find('chapters').replaceChildren(
    ...book.chapters.map(({ title }) => Object.assign(document.createElement('li'), { textContent: title })),
  )
}

find<HTMLFormElement>('form').addEventListener('submit', async (event) => {
  event.preventDefault()
  const controller = new AbortController()
  stop.onclick = () => controller.abort()
  stop.disabled = false
  try {
    const files = find<HTMLInputElement>('files').files
    if (files !== null) await upload(files, find<HTMLInputElement>('token').value, controller.signal)
  } catch (error) {
    if (controller.signal.aborted) show('stopped', 0)
    else show(error instanceof ChapterwiseError ? `failed: ${error.message}` : String(error), 0)
  } finally {
    stop.disabled = true
  }
})
