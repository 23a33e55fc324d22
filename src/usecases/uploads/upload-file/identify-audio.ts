import { err, ok, type Result } from 'neverthrow'
import { fileExtension } from '../../../domain/upload/file-name.ts'
import { ACCEPTED_EXTENSIONS } from '../../../domain/upload/limits.ts'
import type { AudioFormat, AudioInspector } from '../../../ports/audio-inspector.ts'
import type { UseCaseError } from '../../use-case-error.ts'

const unsupported = (message: string): UseCaseError => ({
  kind: 'unsupported_media',
  code: 'unsupported_media_type',
  message,
})

/** The name must have an extension of audio. */
export function checkExtension(fileName: string): Result<void, UseCaseError> {
  const extension = fileExtension(fileName)
  return extension !== null && ACCEPTED_EXTENSIONS.has(extension)
    ? ok(undefined)
    : err(unsupported(`The name must end in one of: ${[...ACCEPTED_EXTENSIONS].join(', ')}.`))
}

/** The content must be audio, of whatever accepted kind: it wins over the extension. */
export async function identifyAudio(
  inspector: AudioInspector,
  head: Uint8Array,
): Promise<Result<AudioFormat, UseCaseError>> {
  if (head.byteLength === 0) {
    return err({ kind: 'invalid', code: 'empty_file', message: 'The file is empty.' })
  }
  const format = await inspector.identify(head)
  return format === null
    ? err(unsupported('The content of the file is not audio of a supported kind.'))
    : ok(format)
}
