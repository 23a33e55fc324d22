import type { CallOptions } from '../calls/call-options.ts'
import type { Connection } from '../connection.ts'
import { getAudiobook, getTranscript, listChapters, search } from '../generated/sdk.gen.ts'
import type {
  AudiobookDetail,
  GetTranscriptData,
  SearchAnswer,
  SearchData,
  Transcript,
} from '../generated/types.gen.ts'

type TranscriptQuery = NonNullable<GetTranscriptData['query']>

export type TranscriptFormat = NonNullable<TranscriptQuery['format']>

export interface TranscriptOptions extends CallOptions {
  /** A chapter by its number. Default: the whole book. */
  readonly chapter?: number | undefined
}

/** The generated types know the JSON alone; the server answers what `format` asks for. */
const asText = (answer: unknown): string => String(answer)

export const reading = ({ http: client }: Connection) => ({
  getAudiobook: (audiobookId: string, { signal }: CallOptions = {}): Promise<AudiobookDetail> =>
    getAudiobook({ client, signal: signal ?? null, path: { audiobook_id: audiobookId } }),
  search: (query: SearchData['query'], { signal }: CallOptions = {}): Promise<SearchAnswer> =>
    search({ client, signal: signal ?? null, query }),
  /** Words with their seconds. */
  transcript: (audiobookId: string, { signal, chapter }: TranscriptOptions = {}): Promise<Transcript> =>
    getTranscript({
      client,
      signal: signal ?? null,
      path: { audiobook_id: audiobookId },
      query: { format: 'json', ...(chapter === undefined ? {} : { chapter }) },
    }),
  /** A file: captions (`vtt`, `srt`), plain text (`txt`), or `json` as text. */
  downloadTranscript: async (
    audiobookId: string,
    format: TranscriptFormat,
    { signal, chapter }: TranscriptOptions = {},
  ): Promise<string> =>
    asText(
      await getTranscript({
        client,
        signal: signal ?? null,
        parseAs: 'text',
        path: { audiobook_id: audiobookId },
        query: { format, ...(chapter === undefined ? {} : { chapter }) },
      }),
    ),
  /** JSON Chapters 1.2, as podcast players read them. */
  downloadChapters: async (audiobookId: string, { signal }: CallOptions = {}): Promise<string> =>
    asText(
      await listChapters({
        client,
        signal: signal ?? null,
        parseAs: 'text',
        path: { audiobook_id: audiobookId },
        query: { format: 'json-chapters' },
      }),
    ),
})
