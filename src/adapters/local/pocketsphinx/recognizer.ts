import { err, ok, type Result } from 'neverthrow'
import type { Word } from '../../../domain/transcript/transcript.ts'
import { type PortError, permanentError, transientError } from '../../../ports/port-error.ts'
import type { Child, ChildExit, StartChild } from './child-process.ts'
import { SAMPLE_RATE } from './cut-at-pauses.ts'
import { engineMissing } from './installation.ts'
import { modelArguments, modelName, type SpeechModel } from './model.ts'
import { type ParseOutput, parseJsonLines, parseTimedLines } from './parse-output.ts'
import { openUnlinkedFile, writeAt } from './unlinked-file.ts'

/** Recognises pieces of audio, one child process each: loading the model takes 0.3 s of about 10 s. */
export interface Recognizer {
  /** Names program and model, for the transcript. */
  readonly label: string
  /** Words in seconds from the start of the piece. */
  recognize(pcm: Uint8Array, signal: AbortSignal): Promise<Result<readonly Word[], PortError>>
}

interface Generation {
  readonly version: string
  readonly program: string
  readonly arguments: (options: readonly string[]) => readonly string[]
  readonly parse: ParseOutput
}

/** A tighter beam than the default 30,000: no more errors on the sample, about a quarter less time. */
const SEARCH_OPTIONS = ['-maxhmmpf', '5000']

/** Newest first. */
const GENERATIONS: readonly Generation[] = [
  {
    version: '5',
    program: 'pocketsphinx',
    arguments: (options) => [...options, 'single', '-'],
    parse: parseJsonLines,
  },
  {
    version: '5prealpha',
    program: 'pocketsphinx_continuous',
    arguments: (options) => ['-infile', '/dev/stdin', '-time', 'yes', '-logfn', '/dev/null', ...options],
    parse: parseTimedLines,
  },
]

const PROBE_SECONDS = 0.5
/** A minute of speech makes about 10,000 characters. */
const MAX_OUTPUT_CHARACTERS = 1_000_000

/** Finds the installed generation by having it recognise half a second of silence, which also needs its model. */
export const findRecognizer = async (
  model: SpeechModel | null,
  start: StartChild,
  signal: AbortSignal,
): Promise<Result<Recognizer, PortError>> => {
  const options = await modelArguments(model)
  if (options === null)
    return err(
      permanentError('engine_missing', 'The model directory lacks an mdef, a *.lm(.bin) or a *.dict file.'),
    )
  const probe = new Uint8Array(PROBE_SECONDS * SAMPLE_RATE * 2)
  for (const generation of GENERATIONS) {
    const run = (pcm: Uint8Array, runSignal: AbortSignal) =>
      runOnce(generation, [...SEARCH_OPTIONS, ...options], pcm, start, runSignal)
    const { exit } = await run(probe, signal)
    if (exit.outcome === 'missing') continue
    if (exit.outcome === 'killed') return err(transientError('recognizer_killed', 'pocketsphinx was ended.'))
    if (exit.code !== 0) return err(engineMissing('The speech model of pocketsphinx'))
    return ok({
      label: `pocketsphinx ${generation.version} ${modelName(model)}`,
      recognize: async (pcm, pieceSignal) => {
        const answer = await run(pcm, pieceSignal)
        const failure = recognitionFailure(answer.exit)
        return failure === null ? ok(generation.parse(answer.output)) : err(failure)
      },
    })
  }
  return err(engineMissing('pocketsphinx'))
}

const runOnce = async (
  generation: Generation,
  options: readonly string[],
  pcm: Uint8Array,
  start: StartChild,
  signal: AbortSignal,
): Promise<{ readonly exit: ChildExit; readonly output: string }> => {
  const file = await openUnlinkedFile()
  try {
    await writeAt(file, pcm, 0)
    const child = start(generation.program, generation.arguments(options), { stdin: file.fd, signal })
    const output = collectOutput(child)
    const exit = await child.exit
    return { exit, output: output() }
  } finally {
    await file.close()
  }
}

const collectOutput = (child: Child): (() => string) => {
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < MAX_OUTPUT_CHARACTERS) output += text
  })
  return () => output
}

const recognitionFailure = (exit: ChildExit): PortError | null => {
  if (exit.outcome === 'missing') return engineMissing('pocketsphinx')
  if (exit.outcome === 'killed')
    return transientError('recognizer_killed', `pocketsphinx was ended by ${exit.signal}.`)
  if (exit.code === 0) return null
  return transientError('recognition_failed', `pocketsphinx ended with code ${exit.code}.`)
}
