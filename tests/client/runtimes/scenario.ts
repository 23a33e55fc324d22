import {
  type ChapterwiseClient,
  ChapterwiseError,
  type UploadEvent,
  type UploadSource,
} from '../../../src/client/index.ts'

/* What is tried in every runtime. Web standards alone: it also runs in a page. */

export interface Files {
  /** 200 MiB of silence. */
  readonly large: UploadSource
  readonly chapters: readonly UploadSource[]
  /** Of some megabytes, by its name audio. */
  readonly noAudio: UploadSource
}

export interface Tried {
  readonly client: ChapterwiseClient
  /** The same with a token that is none. */
  readonly stranger: ChapterwiseClient
  /** The same with a `fetch` of its own. */
  readonly ownFetch: ChapterwiseClient
  readonly files: Files
}

/** The machine may be busy with much else. */
const PROBE_TIMEOUT_MS = 60_000

const UNKNOWN_ID = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'

const errorOf = async (promise: Promise<unknown>) => {
  try {
    await promise
  } catch (error) {
    if (error instanceof ChapterwiseError) {
      return { status: error.status, code: error.code, hasRequestId: error.requestId !== null }
    }
    return { thrown: error instanceof Error ? error.name : String(error) }
  }
  return 'nothing was thrown'
}

const uploadLarge = async ({ client, files }: Tried) => {
  const events: UploadEvent[] = []
  const { status, uploaded_size_bytes } = await client.upload([files.large], {
    onProgress: (event) => events.push(event),
  })
  const sent = events.flatMap((event) => (event.type === 'progress' ? [event] : []))
  const last = sent.at(-1)
  return {
    status,
    uploadedBytes: uploaded_size_bytes,
    hasManySteps: sent.length > 5,
    isMonotonic: sent.every(({ sentBytes }, index) => sentBytes >= (sent[index - 1]?.sentBytes ?? 0)),
    lastFraction: last === undefined ? null : last.totalSentBytes / last.totalBytes,
    types: [...new Set(events.map(({ type }) => type))],
  }
}

const abortLarge = async ({ client, files }: Tried) => {
  const controller = new AbortController()
  let uploadId = ''
  const error = await errorOf(
    client.upload([files.large], {
      signal: controller.signal,
      onProgress: (event) => {
        if (event.type === 'upload_opened') uploadId = event.uploadId
        if (event.type === 'progress') controller.abort('enough')
      },
    }),
  )
  const uploads = client.uploads({ limit: 1 })
  const newest = await uploads.next()
  await uploads.return()
  return { error, isOpen: newest.value?.upload_id === uploadId && newest.value.status !== 'completed' }
}

/** Stopped after the first of two files, and gone on with. */
const resume = async ({ client, files }: Tried, idempotencyKey: string) => {
  const controller = new AbortController()
  const stopped = await errorOf(
    client.ingest(files.chapters, {
      idempotencyKey,
      signal: controller.signal,
      onProgress: ({ type }) => type === 'file_stored' && controller.abort(),
    }),
  )
  const wereThere: boolean[] = []
  const book = { title: 'The Lamp Keeper', author: 'A. Writer' }
  const { audiobookId, jobsCreated, title } = await client.ingest(files.chapters, {
    ...{ idempotencyKey, book },
    onProgress: (event) => event.type === 'file_stored' && wereThere.push(event.wasThere),
  })
  const again = await client.ingest(files.chapters, { idempotencyKey, book })
  return {
    stopped,
    wereThere,
    jobsCreated,
    title,
    isSameBook: again.audiobookId === audiobookId,
    audiobookId,
  }
}

const read = async ({ client }: Tried, audiobookId: string) => {
  const progress: number[] = []
  const { overall_status } = await client.waitForAudiobook(audiobookId, {
    onProgress: (jobs) => progress.push(jobs.progress),
  })
  const { hits } = await client.search({ q: 'lamp', mode: 'lexical', audiobook_id: audiobookId })
  const captions = await client.downloadTranscript(audiobookId, 'vtt')
  const { segments } = await client.transcript(audiobookId, { chapter: 2 })
  const ids: string[] = []
  for await (const { id } of client.audiobooks({ limit: 1 })) ids.push(id)
  return {
    overall_status,
    lastProgress: progress.at(-1),
    snippet: hits[0]?.snippet,
    captions: captions.slice(0, 6),
    words: segments.flatMap(({ words }) => words).length,
    isListedOnce: ids.filter((id) => id === audiobookId).length === 1,
  }
}

export const runScenario = async (tried: Tried, name: string) => {
  const { client, stranger, ownFetch, files } = tried
  await client.probe({ timeoutMs: PROBE_TIMEOUT_MS })
  const { audiobookId, ...resumed } = await resume(tried, `${name}-book`)
  return {
    resumed,
    read: await read(tried, audiobookId),
    large: await uploadLarge(tried),
    aborted: await abortLarge(tried),
    byOwnFetch: (await ownFetch.upload(files.chapters)).status,
    unknown: await errorOf(client.getAudiobook(UNKNOWN_ID)),
    stranger: await errorOf(stranger.getAudiobook(audiobookId)),
    noAudio: await errorOf(client.upload([files.noAudio])),
  }
}

export type Report = Awaited<ReturnType<typeof runScenario>>
