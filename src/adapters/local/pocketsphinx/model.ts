import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** Another model than the English one that comes with the program. */
export interface SpeechModel {
  /** BCP 47; the language that is then accepted. */
  readonly language: string
  /**
   * Laid out as CMU Sphinx models are published: a folder with the acoustic model (the one that holds `mdef`), a
   * language model `*.lm.bin` or `*.lm`, and a dictionary `*.dict` or `*.dic`.
   */
  readonly directory: string
}

export const DEFAULT_MODEL_NAME = 'en-us'
export const modelName = (model: SpeechModel | null): string =>
  model === null ? DEFAULT_MODEL_NAME : basename(model.directory)

/** The arguments that make the recogniser use a model; null when the directory holds none. */
export const modelArguments = async (model: SpeechModel | null): Promise<readonly string[] | null> => {
  if (model === null) return []
  const entries = await readdir(model.directory).catch(() => [])
  const names = entries.toSorted()
  const acoustic = await firstAsync([...names, '.'], (name) => isFile(join(model.directory, name, 'mdef')))
  // A phone loop (`*-phone.lm.bin`) knows no words.
  const language = names.find((name) => /\.lm(\.bin)?$/u.test(name) && !name.includes('phone'))
  const dictionary = names.find((name) => /\.dict?$/u.test(name))
  if (acoustic === null || language === undefined || dictionary === undefined) return null
  const at = (name: string) => join(model.directory, name)
  return ['-hmm', at(acoustic), '-lm', at(language), '-dict', at(dictionary)]
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  )

const firstAsync = async (
  names: readonly string[],
  accepts: (name: string) => Promise<boolean>,
): Promise<string | null> => {
  for (const name of names) if (await accepts(name)) return name
  return null
}
