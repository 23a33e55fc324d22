/** By name, to leave covers and text files of a folder out; the server decides by content. */
export const AUDIO_EXTENSIONS: readonly string[] = [
  ...['mp3', 'm4a', 'm4b', 'mp4', 'aac', 'wav', 'flac', 'ogg', 'oga', 'opus', 'webm', 'webma', 'mka', 'wma'],
  ...['aiff', 'aif'],
]

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** The order in which people number files: `2 End.mp3` comes before `10 Start.mp3`. */
export const compareNaturally = (left: string, right: string): number =>
  collator.compare(left, right) || (left < right ? -1 : left > right ? 1 : 0)

const isAudioName = (name: string): boolean =>
  !name.startsWith('.') && AUDIO_EXTENSIONS.includes(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '')

interface FolderEntry {
  readonly name: string
  /** Of files that came by `<input type="file" webkitdirectory>`: with the folders below the chosen one. */
  readonly webkitRelativePath?: string
}

const placeOf = ({ name, webkitRelativePath }: FolderEntry): string => webkitRelativePath || name

/** What of a folder is a chapter, in natural order. */
export const orderFolder = <T extends FolderEntry>(entries: Iterable<T>): readonly T[] =>
  [...entries]
    .filter(({ name }) => isAudioName(name))
    .sort((left, right) => compareNaturally(placeOf(left), placeOf(right)))

/** `My_Book.m4b` → `My Book` */
export const titleFromName = (name: string): string => {
  const bare = name.replace(/(?<=.)\.[^.]*$/, '')
  return bare.replaceAll('_', ' ').trim() || name
}
