import { execFileSync } from 'node:child_process'
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { processDirectory } from '../../support/process-directory.ts'
import { type Mutant, mutate } from './mutant.ts'

/** A copy of the repository in which guards can be taken away. */
export interface Sandbox {
  readonly root: string
  apply(mutant: Mutant): Promise<void>
  restore(mutant: Mutant): Promise<void>
  remove(): Promise<void>
}

/** Copies what git knows or does not ignore; the dependencies are shared. */
export async function createSandbox(repository: string): Promise<Sandbox> {
  const root = await processDirectory('mutants')
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
  })
  const files = listed.split('\n').filter((file) => file !== '')
  for (const folder of new Set(files.map(dirname))) await mkdir(join(root, folder), { recursive: true })
  await Promise.all(files.map((file) => cp(join(repository, file), join(root, file))))
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'))
  return {
    root,
    async apply(mutant) {
      const text = await readFile(join(repository, mutant.file), 'utf8')
      await writeFile(join(root, mutant.file), mutate(text, mutant))
    },
    restore: ({ file }) => cp(join(repository, file), join(root, file)),
    remove: () => rm(root, { recursive: true, force: true }),
  }
}
