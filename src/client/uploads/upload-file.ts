import { ChapterwiseError } from '../errors/chapterwise-error.ts'

/** A file from anywhere. `chapterwise/client/node` makes them from paths. */
export interface FileToUpload {
  readonly name: string
  readonly sizeBytes: number
  /** Called for every try; answers the content from its first byte. */
  readonly open: () => Blob | AsyncIterable<Uint8Array>
}

/** One file is the whole book; several are its chapters, in this order. */
export type UploadSource = File | FileToUpload

export const toUploadFile = (source: UploadSource): FileToUpload =>
  'open' in source ? source : { name: source.name, sizeBytes: source.size, open: () => source }

export const noAudioFiles = (message: string): ChapterwiseError =>
  new ChapterwiseError({ message, code: 'no_audio_files' })

export const toUploadFiles = (sources: readonly UploadSource[]): readonly FileToUpload[] => {
  const files = sources.map(toUploadFile)
  if (files.length === 0) throw noAudioFiles('There is no file to send.')
  const empty = files.find(({ sizeBytes }) => sizeBytes === 0)
  if (empty !== undefined) throw noAudioFiles(`${empty.name} is empty.`)
  return files
}
