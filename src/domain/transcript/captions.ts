import { type Cue, type CueFormat, cutCues } from './cues.ts'
import { splitOnSpace } from './timed-words.ts'
import type { Segment, Transcript } from './transcript.ts'

/** Line widths are those of the Podcasting 2.0 namespace (podcast:transcript). */
const VTT_LINE_CHARACTERS = 65
const SRT_LINE_CHARACTERS = 32
const SRT_LINES = 2

/** In plain text a pause of so long starts a new paragraph. */
const PARAGRAPH_PAUSE_SECONDS = 2

/** WebVTT, https://www.w3.org/TR/webvtt1/: `&` and `<` are markup, and `-->` must not stand in a cue's text. */
const escapeVtt = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const speakerName = ({ speaker }: Segment): string => splitOnSpace(speaker ?? '').join(' ')

const vttFormat: CueFormat = {
  maxLines: 1,
  maxLineCharacters: VTT_LINE_CHARACTERS,
  escapeText: escapeVtt,
  prefix: (segment) => (speakerName(segment) === '' ? '' : `<v ${escapeVtt(speakerName(segment))}>`),
  announce: () => '',
}

const srtFormat: CueFormat = {
  maxLines: SRT_LINES,
  maxLineCharacters: SRT_LINE_CHARACTERS,
  /** SubRip knows no escapes; players take `<` literally unless it opens a tag, so a space keeps it from doing so. */
  escapeText: (text) => text.replaceAll('-->', '→').replace(/<(?=[a-z/])/giu, '‹'),
  prefix: () => '',
  announce: (segment, previous) => {
    const name = speakerName(segment)
    return name === '' || (previous !== undefined && speakerName(previous) === name) ? '' : `${name}:`
  },
}

/** One line of at most 65 characters a cue; speakers as `<v Name>`. */
export const toWebVtt = (transcript: Transcript): string =>
  [
    'WEBVTT\n',
    ...cutCues(transcript, vttFormat).map((cue) => `${timing(cue, '.')}\n${cue.lines.join('\n')}\n`),
  ].join('\n')

/** At most two lines of 32 characters a cue; a new speaker is announced as `Name:`. */
export const toSubRip = (transcript: Transcript): string =>
  cutCues(transcript, srtFormat)
    .map((cue, index) => `${index + 1}\n${timing(cue, ',')}\n${cue.lines.join('\n')}\n`)
    .join('\n')

/** Paragraphs between long pauses and at a change of speaker, with an empty line between them. */
export const toPlainText = (transcript: Transcript): string => {
  const paragraphs: string[][] = []
  let previous: Segment | undefined
  for (const segment of transcript.segments) {
    const text = splitOnSpace(segment.text).join(' ')
    if (text === '') continue
    const name = speakerName(segment)
    const changed = previous === undefined || speakerName(previous) !== name
    const paused =
      previous !== undefined && segment.startSeconds - previous.endSeconds >= PARAGRAPH_PAUSE_SECONDS
    if (changed || paused) paragraphs.push(changed && name !== '' ? [`${name}:`, text] : [text])
    else paragraphs.at(-1)?.push(text)
    previous = segment
  }
  return paragraphs.map((texts) => `${texts.join(' ')}\n`).join('\n')
}

const timing = ({ startMs, endMs }: Cue, separator: '.' | ','): string =>
  `${timestamp(startMs, separator)} --> ${timestamp(endMs, separator)}`

/** `HH:MM:SS.mmm`, hours as long as they need to be. */
const timestamp = (totalMs: number, separator: '.' | ','): string => {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const milliseconds = String(totalMs % 1000).padStart(3, '0')
  return `${two(totalMs / 3_600_000)}:${two((totalMs / 60_000) % 60)}:${two((totalMs / 1000) % 60)}${separator}${milliseconds}`
}
