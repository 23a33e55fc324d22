import { lexicon } from './lexicon.ts'

export const MOODS = [
  lexicon(
    'mood',
    'dark',
    `
    dark darkness death dead blood shadow grave evil cruel kill bleak despair doom murder corpse black grim scream
    bitter ruin`,
  ),
  lexicon(
    'mood',
    'suspenseful',
    `
    suddenly danger silence creep footstep whisper wait hide secret fear tremble freeze shadow warning threat gasp
    scream chase escape panic hurry storm lock alarm`,
  ),
  lexicon(
    'mood',
    'eerie',
    `
    ghost strange mist fog whisper hollow shadow haunt moonlight eerie pale uncanny silence grave creak cold dim
    mysterious echo flicker chill`,
  ),
  lexicon(
    'mood',
    'melancholic',
    `
    tear weep sad sorrow grief lonely loss mourn lose regret empty miss farewell sigh funeral memory faded ache
    loneliness weary gone remember`,
  ),
  lexicon(
    'mood',
    'hopeful',
    `
    hope light dawn sunrise promise dream bright future begin spring smile trust believe rescue heal safe courage
    warm home return shine`,
  ),
  lexicon(
    'mood',
    'warm',
    `
    warm gentle kind hug family home kitchen bread tea fire blanket friend laugh tender smile comfort grandmother
    mother soup cozy cosy love`,
  ),
  lexicon(
    'mood',
    'calm',
    `
    calm quiet still peaceful gentle soft slow breeze silence rest garden stream serene meadow tranquil sleep drift
    stillness morning`,
  ),
  lexicon(
    'mood',
    'humorous',
    `
    laugh joke funny silly ridiculous grin giggle chuckle absurd mischief clumsy prank nonsense amuse comic`,
  ),
  lexicon(
    'mood',
    'romantic',
    `
    love kiss heart embrace lover tender desire passion beloved rose moonlight dance blush sweetheart longing`,
  ),
  lexicon(
    'mood',
    'adventurous',
    `
    adventure journey explore discover treasure map voyage sail climb brave danger quest wild escape expedition ride
    mountain island unknown`,
  ),
  lexicon(
    'mood',
    'tense',
    `
    argue anger angry fight shout fury rage threat enemy hate quarrel accuse bitter clench furious war attack betray
    confront gun`,
  ),
  lexicon(
    'mood',
    'thoughtful',
    `
    think wonder reason idea understand question meaning consider thought truth reflect learn remember mind explain
    theory perhaps ponder`,
  ),
]
