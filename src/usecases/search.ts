import { ok, okAsync, ResultAsync } from 'neverthrow'
import type { Audiobook, AudiobookDetail, Chapter } from '../domain/audiobook/audiobook.ts'
import { findSpot, type Spot } from '../domain/search/find-spot.ts'
import { type FusedHit, fuse, type MatchKind, type RankedList } from '../domain/search/fuse.ts'
import { asksForSomething, parseQuery } from '../domain/search/parse-query.ts'
import { obeys, queryStems } from '../domain/search/words.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { AudiobookRepository } from '../ports/repositories/audiobooks.ts'
import type { PassageHit, SearchIndex, SearchScope } from '../ports/search-index.ts'
import { findAudiobook } from './audiobooks/find-audiobook.ts'
import { type Caller, ownerScope } from './caller.ts'
import { type UseCaseError, unavailable } from './use-case-error.ts'

export type SearchMode = 'hybrid' | 'semantic' | 'lexical'

export interface SearchInput {
  readonly caller: Caller
  readonly query: string
  readonly mode: SearchMode
  readonly limit: number
  /** 0..1; hits below it are left out. */
  readonly minScore: number
  readonly audiobookId?: string
}

export interface SearchHit {
  readonly audiobook: Audiobook
  readonly chapter: Chapter
  readonly text: string
  readonly spot: Spot
  readonly score: number
  readonly matchedBy: readonly MatchKind[]
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[]
  /** The search by meaning was to be part of it but could not be made. */
  readonly degraded: boolean
}

interface Deps {
  readonly searchIndex: SearchIndex
  readonly embedder: Embedder
  readonly audiobooks: AudiobookRepository
  readonly logger: Logger
}

/** Fusion needs more than it answers: a passage that is middling in both lists may come out first. */
const CANDIDATES_PER_HIT = 3
const MIN_CANDIDATES = 50
const WEIGHTS: Readonly<Record<MatchKind, number>> = { words: 1, meaning: 1 }
/** Cosine; everything is near to something, and what is further away than this is no answer. */
const MIN_SIMILARITY = 0.2
const EMBED_TIMEOUT_MS = 10_000

/** Finds what was said, by words and by meaning, and points at the second. */
export function createSearch(deps: Deps) {
  return (input: SearchInput): ResultAsync<SearchAnswer, UseCaseError> =>
    checkScope(deps, input).andThen((scope) => {
      const candidates = Math.max(MIN_CANDIDATES, input.limit * CANDIDATES_PER_HIT)
      return findLists(deps, input, scope, candidates)
        .mapErr(unavailable)
        .andThen(({ lists, degraded }) => {
          const best = fuse(lists, ({ passage }) => passage.id)
            .filter(({ score }) => score >= input.minScore)
            .slice(0, input.limit)
          return describeHits(deps, input.query, best).map((hits) => ({ hits, degraded }))
        })
    })
}

function checkScope(
  deps: Deps,
  { caller, audiobookId }: SearchInput,
): ResultAsync<SearchScope, UseCaseError> {
  const scope: SearchScope = { ownerId: ownerScope(caller) }
  if (audiobookId === undefined) return okAsync(scope)
  return findAudiobook(deps.audiobooks, caller, audiobookId).map(() => ({ ...scope, audiobookId }))
}

interface Lists {
  readonly lists: readonly RankedList<PassageHit>[]
  readonly degraded: boolean
}

function findLists(
  deps: Deps,
  { query, mode }: SearchInput,
  scope: SearchScope,
  candidates: number,
): PortResult<Lists> {
  const listOf = (kind: MatchKind) => (items: readonly PassageHit[]) => ({
    kind,
    weight: WEIGHTS[kind],
    items,
  })
  const words = () => deps.searchIndex.searchWords(query, scope, candidates).map(listOf('words'))
  const meaning = () => searchMeaning(deps, query, scope, candidates).map(listOf('meaning'))
  if (mode === 'lexical') return words().map((list) => ({ lists: [list], degraded: false }))
  if (mode === 'semantic') return meaning().map((list) => ({ lists: [list], degraded: false }))

  const meaningIfPossible = meaning().orElse((error) => {
    deps.logger.warn('search by meaning failed; answering by words alone', { code: error.code })
    return ok(null)
  })
  return ResultAsync.combine([words(), meaningIfPossible]).map(([byWords, byMeaning]) =>
    byMeaning === null
      ? { lists: [byWords], degraded: true }
      : { lists: [byWords, byMeaning], degraded: false },
  )
}

/** Meaning knows no quotes and no exclusions, so what does not keep to them is taken out afterwards. */
function searchMeaning(
  { embedder, searchIndex }: Deps,
  text: string,
  scope: SearchScope,
  limit: number,
): PortResult<readonly PassageHit[]> {
  const query = parseQuery(text)
  if (!asksForSomething(query)) return okAsync([])
  const plain = query.excluded.length === 0 ? text : [...query.phrases, ...query.words].join(' ')
  const { model, dimensions } = embedder
  return embedder
    .embed([plain], 'query', AbortSignal.timeout(EMBED_TIMEOUT_MS))
    .andThen(([vector]) =>
      // All zero: no word of the query is known, so it is near to nothing.
      vector?.some((value) => value !== 0)
        ? searchIndex.searchVectors(vector, { model, dimensions }, scope, limit)
        : okAsync([]),
    )
    .map((hits) => hits.filter(({ score, passage }) => score >= MIN_SIMILARITY && obeys(passage.text, query)))
}

/** A book that was deleted meanwhile takes its hits along. */
function describeHits(
  { audiobooks }: Deps,
  query: string,
  fused: readonly FusedHit<PassageHit>[],
): ResultAsync<readonly SearchHit[], UseCaseError> {
  const bookIds = [...new Set(fused.map(({ item }) => item.audiobookId))]
  const stems = queryStems(parseQuery(query))
  return audiobooks
    .findMany(bookIds)
    .mapErr(unavailable)
    .map((books) => {
      const byId = new Map(books.map((book) => [book.audiobook.id, book]))
      return fused.flatMap((hit) => describeHit(byId.get(hit.item.audiobookId), stems, hit))
    })
}

function describeHit(
  book: AudiobookDetail | undefined,
  stems: ReadonlySet<string>,
  { item: { passage }, score, matchedBy }: FusedHit<PassageHit>,
): SearchHit[] {
  const chapter = book?.chapters.find(({ id }) => id === passage.chapterId)
  if (book === undefined || chapter === undefined) return []
  const spot = findSpot(passage, stems)
  return [{ audiobook: book.audiobook, chapter, text: passage.text, spot, score, matchedBy }]
}
