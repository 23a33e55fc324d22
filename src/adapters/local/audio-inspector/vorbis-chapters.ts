import type { RawMark } from './reading.ts'

/** `CHAPTER001=00:03:05.250` and `CHAPTER001NAME=The storm` (wiki.xiph.org, "Chapter Extension"). */
const START_TAG = /^CHAPTER(\d{2,4})$/i
const NAME_TAG = /^CHAPTER(\d{2,4})NAME$/i
const TIME = /^(\d{1,4}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$/

export function readVorbisChapters(
  tags: readonly { readonly id: string; readonly value: unknown }[],
): RawMark[] {
  const names = new Map<string, string>()
  for (const { id, value } of tags) {
    const number = NAME_TAG.exec(id)?.[1]
    if (number !== undefined && typeof value === 'string') names.set(number, value)
  }
  return tags.flatMap(({ id, value }) => {
    const number = START_TAG.exec(id)?.[1]
    const time = typeof value === 'string' ? TIME.exec(value.trim()) : null
    if (number === undefined || time === null) return []
    const [, hours, minutes, seconds] = time
    const startSeconds = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    return [{ title: names.get(number) ?? null, startSeconds, endSeconds: null }]
  })
}
