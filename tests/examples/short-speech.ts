import { join, parse } from 'node:path'
import { ffmpeg } from '../support/make-audio.ts'
import { ROOT } from './support.ts'

const LENGTH_SECONDS = '8'

/** Some seconds of the sample book from there on, with its name for a title, as a file in `directory`; answers its path. */
export async function cutSpeech(directory: string, fileName: string, startSeconds: number): Promise<string> {
  const sample = join(ROOT, 'samples/the-lamp-keeper.m4b')
  const stretch = ['-ss', String(startSeconds), '-t', LENGTH_SECONDS, '-i', sample]
  const bare = [
    '-vn',
    '-map_metadata',
    '-1',
    '-map_chapters',
    '-1',
    '-metadata',
    `title=${parse(fileName).name}`,
  ]
  await ffmpeg(directory, ...stretch, ...bare, fileName)
  return join(directory, fileName)
}
