import { okAsync } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import { asksForSomething, parseQuery, type WordQuery } from '../../domain/search/parse-query.ts'
import type { Passage } from '../../domain/search/passage.ts'
import type { PassageHit, SearchIndex, SearchScope } from '../../ports/search-index.ts'
import { compareText } from './compare.ts'
import { writeIfHeld } from './outputs.ts'
import { type MemoryState, spaceKey } from './state.ts'

/** Looks at every passage: for tests and small libraries. Words are compared without case, not stemmed. */
export function createMemorySearchIndex(state: MemoryState): SearchIndex {
  return {
    prepare: () => okAsync(undefined),

    listUnembedded(chapterIds, space, limit) {
      const embedded = state.embeddings.get(spaceKey(space))
      const missing = [...state.passages.values()]
        .filter((passage) => chapterIds.includes(passage.chapterId) && embedded?.has(passage.id) !== true)
        .sort((a, b) => chapterNumber(state, a) - chapterNumber(state, b) || a.index - b.index)
      return okAsync(missing.slice(0, limit))
    },

    listPassages: (chapterIds, after, limit) =>
      okAsync(
        [...state.passages.values()]
          .filter(
            (passage) => chapterIds.includes(passage.chapterId) && (after === null || passage.id > after),
          )
          .sort((a, b) => compareText(a.id, b.id))
          .slice(0, limit),
      ),

    listBooksToEmbed(space, ownerId, limit) {
      const embedded = state.embeddings.get(spaceKey(space))
      const books = new Set(
        [...state.passages.values()]
          .filter((passage) => embedded?.has(passage.id) !== true)
          .flatMap((passage) => state.chapters.get(passage.chapterId)?.audiobookId ?? []),
      )
      const found = [...books].filter(
        (id) => isInScope(state, id, { ownerId }) && isEmbedded([...state.jobs.values()], id),
      )
      return okAsync(found.sort(compareText).slice(0, limit))
    },

    saveEmbeddings: (claim, space, vectors) =>
      okAsync(
        writeIfHeld(state, claim, () => {
          const embedded = state.embeddings.get(spaceKey(space)) ?? new Map<string, Float32Array>()
          for (const { passageId, vector } of vectors) {
            if (state.passages.has(passageId)) embedded.set(passageId, vector.slice())
          }
          state.embeddings.set(spaceKey(space), embedded)
        }),
      ),

    searchWords(text, scope, limit) {
      const query = parseQuery(text)
      if (!asksForSomething(query)) return okAsync([])
      return okAsync(
        bestPassages(state, scope, limit, (passage) => scoreWords(foldWords(passage.text), query)),
      )
    },

    searchVectors(vector, space, scope, limit) {
      const embedded = state.embeddings.get(spaceKey(space))
      return okAsync(
        bestPassages(state, scope, limit, ({ id }) => {
          const other = embedded?.get(id)
          return other === undefined ? null : cosine(vector, other)
        }),
      )
    },
  }
}

/** In whichever space: its embed jobs have completed. */
function isEmbedded(all: readonly Job[], audiobookId: string): boolean {
  const jobs = all.filter((job) => job.audiobookId === audiobookId && job.type === 'embed')
  return jobs.length > 0 && jobs.every((job) => job.status === 'completed')
}

const chapterNumber = (state: MemoryState, passage: Passage) =>
  state.chapters.get(passage.chapterId)?.number ?? 0

/** `score` answers null for what is no hit. */
function bestPassages(
  state: MemoryState,
  scope: SearchScope,
  limit: number,
  score: (passage: Passage) => number | null,
): readonly PassageHit[] {
  const hits = [...state.passages.values()].flatMap((passage): PassageHit[] => {
    const audiobookId = state.chapters.get(passage.chapterId)?.audiobookId
    if (audiobookId === undefined || !isInScope(state, audiobookId, scope)) return []
    const scored = score(passage)
    return scored === null ? [] : [{ passage, audiobookId, score: scored }]
  })
  return hits.sort((a, b) => b.score - a.score || compareText(a.passage.id, b.passage.id)).slice(0, limit)
}

/** A language is met by its variants too: `en` by `en-GB` (basic filtering of RFC 4647). */
function isInScope(state: MemoryState, audiobookId: string, scope: SearchScope): boolean {
  const book = state.audiobooks.get(audiobookId)
  if (book === undefined) return false
  const { ownerId, language } = scope
  return (
    (ownerId === null || book.ownerId === ownerId) &&
    (scope.audiobookId === undefined || book.id === scope.audiobookId) &&
    (language === undefined || `${book.language}-`.toLowerCase().startsWith(`${language}-`.toLowerCase()))
  )
}

/** The text's words with a space on each side, so that a term is found by its characters. */
const foldWords = (text: string): string =>
  ` ${(
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}'’.]+/gu) ?? []
  )
    .map(trimPoints)
    .join(' ')} `

const trimPoints = (word: string) => word.replace(/^['’.]+|['’.]+$/g, '')

/** The number of different terms found, and a share below 1 for how often; null when it is no hit. */
function scoreWords(text: string, query: WordQuery): number | null {
  const occurrences = (term: string) => text.split(` ${term.toLowerCase()} `).length - 1
  if (query.excluded.some((term) => occurrences(term) > 0)) return null
  if (query.phrases.some((term) => occurrences(term) === 0)) return null
  const counts = [...query.phrases, ...query.words].map(occurrences).filter((count) => count > 0)
  if (counts.length === 0) return null
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.length + total / (total + 1)
}

/** Null when one of the two has no direction. */
function cosine(a: Float32Array, b: Float32Array): number | null {
  let dot = 0
  let squareA = 0
  let squareB = 0
  for (let index = 0; index < a.length; index++) {
    const [x = 0, y = 0] = [a[index], b[index]]
    dot += x * y
    squareA += x * x
    squareB += y * y
  }
  return squareA === 0 || squareB === 0 ? null : dot / Math.sqrt(squareA * squareB)
}
