import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a program lies, as a shell would find it; null when it is not installed. */
export const findExecutable = (name: string, searchPath: string): string | null =>
  searchPath
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((path) => existsSync(path)) ?? null
