/**
 * Makes the sample book: samples/the-lamp-keeper.md, spoken by a synthesiser, as one m4b with chapter marks, tags and
 * a drawn cover. Needs flite and ffmpeg (Debian: apt-get install flite ffmpeg). Run again after a change of the text.
 *
 *   bun scripts/make-sample.ts                  writes samples/the-lamp-keeper.m4b
 *   bun scripts/make-sample.ts --chapters DIR   also writes one mp3 a chapter into DIR
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'

const run = promisify(execFile)

/** Of flite's voices the one that pocketsphinx understands best: docs/decisions/0020-draft-transcriber.md. */
const VOICE = 'rms'
const NARRATOR = 'flite (voice rms)'
const AUTHOR = 'The chapterwise authors'
const DESCRIPTION = 'A keeper, a lamp and what it saw: a storm, a garden and a train.'
const PARAGRAPH_PAUSE_SECONDS = 0.7
const CHAPTER_PAUSE_SECONDS = 1.2
const SAMPLE_RATE = 16_000
const BITRATE = '48k'
const NUMBERS = ['One', 'Two', 'Three', 'Four', 'Five']

interface StoryChapter {
  readonly title: string
  readonly paragraphs: readonly string[]
}

interface SpokenChapter {
  readonly title: string
  readonly wavPath: string
  readonly durationMs: number
}

const readStory = (markdown: string): { title: string; chapters: StoryChapter[] } => {
  const [front = '', ...parts] = markdown.split(/^## /m)
  const title = /^# (.+)$/m.exec(front)?.[1]
  if (title === undefined) throw new Error('the story has no title')
  const chapters = parts.map((part) => {
    const [chapterTitle = '', ...paragraphs] = part
      .split(/\n\s*\n/)
      .map((text) => text.trim().replace(/\s+/g, ' '))
    return { title: chapterTitle, paragraphs: paragraphs.filter((text) => text !== '') }
  })
  return { title, chapters }
}

const ffmpeg = (args: readonly string[]) => run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args])

/** One WAV a chapter: its number and title, then the paragraphs, with pauses. */
const speakChapter = async (
  chapter: StoryChapter,
  index: number,
  directory: string,
): Promise<SpokenChapter> => {
  const texts = [`Chapter ${NUMBERS[index]}. ${chapter.title}.`, ...chapter.paragraphs]
  const inputs: string[] = []
  const filters: string[] = []
  for (const [position, text] of texts.entries()) {
    const wavPath = join(directory, `${index}-${position}.wav`)
    await run('flite', ['-voice', VOICE, '-t', text, '-o', wavPath])
    inputs.push('-i', wavPath)
    const pause = position === texts.length - 1 ? CHAPTER_PAUSE_SECONDS : PARAGRAPH_PAUSE_SECONDS
    filters.push(`[${position}:a]apad=pad_dur=${pause}[a${position}]`)
  }
  const wavPath = join(directory, `chapter-${index + 1}.wav`)
  const labels = texts.map((_, position) => `[a${position}]`).join('')
  const graph = `${filters.join(';')};${labels}concat=n=${texts.length}:v=0:a=1[out]`
  await ffmpeg([
    ...inputs,
    '-filter_complex',
    graph,
    '-map',
    '[out]',
    '-ac',
    '1',
    '-ar',
    String(SAMPLE_RATE),
    wavPath,
  ])
  const probe = await run('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'format=duration',
    '-of',
    'csv=p=0',
    wavPath,
  ])
  return { title: chapter.title, wavPath, durationMs: Math.round(Number(probe.stdout) * 1000) }
}

/** Night, sea, rock, tower and a beam of light, out of boxes: no font or picture file is needed. */
const drawCover = (coverPath: string) => {
  const box = (x: number, y: number, width: number, height: number, color: string) =>
    `drawbox=x=${x}:y=${y}:w=${width}:h=${height}:color=${color}:t=fill`
  const beam = Array.from({ length: 20 }, (_, step) =>
    box(320 + step * 14, 150 - step * 3, 14, 20 + step * 6, `0xffe9a8@${(0.75 - step * 0.035).toFixed(3)}`),
  )
  const tower = Array.from({ length: 5 }, (_, step) =>
    box(262 - step * 5, 190 + step * 48, 76 + step * 10, 48, step % 2 === 0 ? '0xf4f1ea' : '0xb3392f'),
  )
  const stars = [
    [60, 70],
    [140, 120],
    [210, 50],
    [90, 220],
    [430, 40],
    [520, 250],
    [380, 300],
    [30, 330],
  ]
  const shapes = [
    box(0, 400, 600, 200, '0x123a5c'),
    ...stars.map(([x = 0, y = 0]) => box(x, y, 4, 4, '0xffffff')),
    ...beam,
    ...tower,
    box(272, 136, 56, 54, '0xffd866'),
    box(262, 120, 76, 16, '0x3a3f47'),
    box(170, 430, 260, 60, '0x3a3f47'),
    ...[450, 490, 530, 570].map((y, row) => box(row % 2 === 0 ? 40 : 120, y, 400, 3, '0x3d6f96')),
  ]
  const source = 'color=c=0x0b1d33:s=600x600:d=1'
  return ffmpeg([
    '-f',
    'lavfi',
    '-i',
    source,
    '-vf',
    shapes.join(','),
    '-frames:v',
    '1',
    '-q:v',
    '4',
    coverPath,
  ])
}

const chapterMetadata = (chapters: readonly SpokenChapter[]): string => {
  let startMs = 0
  const marks = chapters.map(({ title, durationMs }) => {
    const mark = `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${startMs}\nEND=${startMs + durationMs}\ntitle=${title}\n`
    startMs += durationMs
    return mark
  })
  return `;FFMETADATA1\n${marks.join('')}`
}

const tags = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => ['-metadata', `${name}=${value}`])

/** Players read the narrator of an audiobook from the composer tag. */
const bookTags = (title: string) =>
  ({
    artist: AUTHOR,
    album_artist: AUTHOR,
    album: title,
    composer: NARRATOR,
    genre: 'Audiobook',
    date: '2026',
  }) as const

const writeBook = async (
  title: string,
  chapters: readonly SpokenChapter[],
  directory: string,
  target: string,
) => {
  const metadataPath = join(directory, 'chapters.txt')
  const listPath = join(directory, 'list.txt')
  const coverPath = join(directory, 'cover.jpg')
  await writeFile(metadataPath, chapterMetadata(chapters))
  await writeFile(listPath, chapters.map(({ wavPath }) => `file '${wavPath}'\n`).join(''))
  await drawCover(coverPath)
  await ffmpeg([
    ...['-f', 'concat', '-safe', '0', '-i', listPath, '-i', metadataPath, '-i', coverPath],
    ...['-map', '0:a', '-map', '2:v', '-map_metadata', '1', '-map_chapters', '1'],
    ...['-c:a', 'aac', '-b:a', BITRATE, '-c:v', 'copy', '-disposition:v:0', 'attached_pic'],
    ...tags({ ...bookTags(title), title, description: DESCRIPTION, media_type: '2' }),
    ...[
      '-metadata:s:a:0',
      'language=eng',
      '-fflags',
      '+bitexact',
      '-flags:a',
      '+bitexact',
      '-movflags',
      '+faststart',
    ],
    ...['-f', 'ipod', target],
  ])
}

const writeChapterFiles = async (title: string, chapters: readonly SpokenChapter[], directory: string) => {
  await mkdir(directory, { recursive: true })
  for (const [index, chapter] of chapters.entries()) {
    const name = `0${index + 1}-${chapter.title.toLowerCase().replaceAll(' ', '-')}.mp3`
    await ffmpeg([
      ...['-i', chapter.wavPath, '-map_metadata', '-1', '-c:a', 'libmp3lame', '-b:a', BITRATE],
      ...tags({ ...bookTags(title), title: chapter.title, track: `${index + 1}/${chapters.length}` }),
      ...['-fflags', '+bitexact', join(directory, name)],
    ])
  }
}

const samples = new URL('../samples/', import.meta.url)
const { values } = parseArgs({ options: { chapters: { type: 'string' }, output: { type: 'string' } } })
const story = readStory(await readFile(new URL('the-lamp-keeper.md', samples), 'utf8'))
const workDirectory = await mkdtemp(join(tmpdir(), 'chapterwise-sample-'))
try {
  const spoken: SpokenChapter[] = []
  for (const [index, chapter] of story.chapters.entries())
    spoken.push(await speakChapter(chapter, index, workDirectory))
  const target = values.output ?? fileURLToPath(new URL('the-lamp-keeper.m4b', samples))
  await writeBook(story.title, spoken, workDirectory, target)
  if (values.chapters !== undefined) await writeChapterFiles(story.title, spoken, values.chapters)
} finally {
  await rm(workDirectory, { recursive: true, force: true })
}
