/** What Gemini is asked for: one answer for a job's chapters, or the vector of a passage. */
export type Item =
  | { readonly kind: 'summarize' | 'tag'; readonly chapters: readonly number[] }
  | { readonly kind: 'embed'; readonly text: string }

export type ItemKind = Item['kind']

/** Equal for what is the same, whoever asks for it and however often. */
export const itemName = (item: Item): string =>
  item.kind === 'embed' ? `embed "${item.text}"` : `${item.kind} chapters ${item.chapters.join(', ')}`

/** Something was computed and billed, whether or not the answer arrived. */
export interface Purchase {
  readonly item: string
  readonly kind: ItemKind
  /** All times are of the one clock that database, vendors and harness share. */
  readonly atMs: number
}

/** What a job is to have saved in the end. */
export interface Wanted {
  readonly item: string
  /** When its first copy was in the database; null: never. */
  readonly savedAtMs: number | null
}
