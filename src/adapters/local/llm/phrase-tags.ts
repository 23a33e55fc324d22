import type { TagKind } from '../../../domain/audiobook/ai-output.ts'
import type { Analyser } from './analysis/token.ts'
import { PLACE_NOUNS } from './lexicons/settings.ts'
import type { Phrase } from './phrases.ts'
import { quoteOf } from './sentences.ts'
import type { ProposedTag } from './tag.ts'

/** How many of each kind may be proposed, and the score of the best one. */
const KINDS: Readonly<
  Record<'character' | 'setting' | 'subject', { readonly most: number; readonly best: number }>
> = {
  character: { most: 3, best: 0.95 },
  setting: { most: 3, best: 0.9 },
  subject: { most: 12, best: 0.88 },
}
const MIN_RARITY = 0.35
const MIN_NAME_COUNT = 2
const NAME_SHARE = 0.6
const ACTOR_SHARE = 0.4
const MIN_ACTOR_COUNT = 3
const MIN_ACTOR_RARITY = 0.8
const PLACE_SHARE = 0.5
/** A phrase that is nearly always part of a longer one says less than that one. */
const ABSORBED_SHARE = 0.65
const CONSIDERED = 200
const EVIDENCE_COUNT = 2
const SHORT_TEXT_WORDS = 400

interface Candidate {
  readonly phrase: Phrase
  readonly kind: TagKind & keyof typeof KINDS
  readonly score: number
}

/** The phrases that tell this book from others: frequent here, rare elsewhere, spread over the book. */
export function phraseTags(phrases: readonly Phrase[], analyser: Analyser, words: number): ProposedTag[] {
  const counts = new Map(phrases.map((phrase) => [phrase.lemmas.join(' '), phrase.count]))
  const minCount = words < SHORT_TEXT_WORDS ? 1 : 2
  const frequent = phrases.filter((phrase) => phrase.count >= minCount && isTelling(phrase, analyser))
  const pool = frequent.length > 0 ? frequent : phrases
  const candidates = pool
    .map((phrase) => ({ phrase, kind: kindOf(phrase, analyser), score: scoreOf(phrase, analyser, counts) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, CONSIDERED)
  const distinct = candidates.filter((one) => !isAbsorbed(one, candidates))
  const best = new Map<Candidate['kind'], number>()
  const taken = new Map<Candidate['kind'], number>()
  return distinct.flatMap((one) => {
    const limit = KINDS[one.kind]
    const used = taken.get(one.kind) ?? 0
    if (used >= limit.most) return []
    taken.set(one.kind, used + 1)
    if (used === 0) best.set(one.kind, one.score)
    return [proposal(one, limit.best * (one.score / (best.get(one.kind) ?? one.score)))]
  })
}

/** A single word must be rare enough; in a phrase, at least one. Two words once prove nothing. */
function isTelling(phrase: Phrase, analyser: Analyser): boolean {
  if (phrase.lemmas.length > 1 && phrase.count < 2) return false
  return phrase.lemmas.some((lemma) => analyser.rarity(lemma) >= MIN_RARITY)
}

function scoreOf(phrase: Phrase, analyser: Analyser, counts: ReadonlyMap<string, number>): number {
  const rarity = phrase.lemmas.reduce((sum, lemma) => sum + analyser.rarity(lemma), 0) / phrase.lemmas.length
  const rarest = Math.min(...phrase.lemmas.map((lemma) => counts.get(lemma) ?? phrase.count))
  const cohesion =
    phrase.lemmas.length === 1 ? 1 : 1.25 * Math.sqrt(phrase.count / Math.max(phrase.count, rarest))
  const spread = 0.6 + 0.4 * Math.min(1, phrase.places.size / Math.min(20, 2 + phrase.count / 2))
  return Math.log1p(phrase.count) * rarity ** 1.5 * cohesion * spread
}

function kindOf(phrase: Phrase, analyser: Analyser): Candidate['kind'] {
  if (!analyser.hasWordClasses) return 'subject'
  const head = phrase.lemmas.at(-1) ?? ''
  if (PLACE_NOUNS.has(head)) return 'setting'
  const rare = phrase.lemmas.every((lemma) => analyser.rarity(lemma) >= MIN_ACTOR_RARITY)
  const named = phrase.count >= MIN_NAME_COUNT && phrase.asName >= phrase.count * NAME_SHARE
  const acting = phrase.count >= MIN_ACTOR_COUNT && phrase.asActor >= phrase.count * ACTOR_SHARE && rare
  if (named && phrase.asPlace >= phrase.count * PLACE_SHARE) return 'setting'
  return named || acting ? 'character' : 'subject'
}

/** Shares its words with a better candidate that says more or as much. */
function isAbsorbed(one: Candidate, candidates: readonly Candidate[]): boolean {
  return candidates.some((other) => {
    if (other === one) return false
    const [shorter, longer] =
      one.phrase.lemmas.length < other.phrase.lemmas.length ? [one, other] : [other, one]
    if (shorter.phrase.lemmas.length === longer.phrase.lemmas.length) return false
    if (!` ${longer.phrase.lemmas.join(' ')} `.includes(` ${shorter.phrase.lemmas.join(' ')} `)) return false
    const longerStands = longer.phrase.count >= shorter.phrase.count * ABSORBED_SHARE
    return one === shorter ? longerStands : !longerStands
  })
}

function proposal({ phrase, kind }: Candidate, score: number): ProposedTag {
  const [form] = [...phrase.forms].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], 'en'))[0] ?? ['']
  const single = phrase.lemmas.join(' ')
  return {
    name: phrase.forms.has(single) ? single : form,
    kind,
    score,
    evidence: phrase.mentions
      .slice(0, EVIDENCE_COUNT)
      .map((mention) => quoteOf(mention.sentence, mention.form))
      .filter((evidence) => evidence !== null),
  }
}
