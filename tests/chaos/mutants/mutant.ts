/** What must notice that a guard is gone. */
export type Killer =
  /** Test files; `only` is a pattern of the names of tests. */
  | { readonly kind: 'tests'; readonly files: readonly string[]; readonly only?: string }
  /** A short run of the chaos harness with a fixed seed. */
  | { readonly kind: 'harness'; readonly seed: number }

/** One guard taken away, by a replacement in one file. */
export interface Mutant {
  /** What the guard was for. */
  readonly guard: string
  readonly file: string
  /** Occurs exactly once, else the mutant is out of date. */
  readonly find: string
  readonly replacement: string
  readonly killer: Killer
}

/** The mutated text; an error when what is to be replaced is not there once. */
export function mutate(text: string, { file, find, replacement }: Mutant): string {
  const count = text.split(find).length - 1
  if (count !== 1) throw new Error(`${file}: ${JSON.stringify(find)} occurs ${count} times, not once`)
  return text.replace(find, () => replacement)
}
