import { type PortError, permanentError } from '../../../ports/port-error.ts'

const COMMANDS =
  'Debian and Ubuntu: apt-get install ffmpeg pocketsphinx pocketsphinx-en-us; macOS: brew install ffmpeg cmu-pocketsphinx.'

export const engineMissing = (what: string): PortError =>
  permanentError('engine_missing', `${what} is missing on this machine. ${COMMANDS}`)
