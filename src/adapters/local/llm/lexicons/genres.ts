import { lexicon } from './lexicon.ts'

export const GENRES = [
  lexicon(
    'genre',
    'fantasy',
    `
    magic wizard witch dragon elf dwarf spell sorcerer enchant enchantment kingdom sword quest prophecy goblin realm
    wand potion troll unicorn sorcery rune fairy amulet throne curse knight castle magician mage giant`,
  ),
  lexicon(
    'genre',
    'science fiction',
    `
    spaceship planet robot android galaxy alien starship orbit laser cyborg hologram colony asteroid warp astronaut
    spacecraft reactor teleport clone terraform airlock hyperspace sensor module satellite ship crew android drone`,
  ),
  lexicon(
    'genre',
    'mystery',
    `
    detective clue suspect murder inspector alibi mystery corpse fingerprint investigation investigate witness police
    culprit evidence victim sleuth constable killer coroner motive riddle disappearance vanish secret`,
  ),
  lexicon(
    'genre',
    'thriller',
    `
    assassin agent bomb hostage conspiracy chase gun bullet escape spy betray betrayal threat kidnap terrorist sniper
    ambush weapon hitman surveillance explosion shoot pistol fugitive`,
  ),
  lexicon(
    'genre',
    'horror',
    `
    ghost haunt haunted monster demon scream blood vampire zombie terror horror corpse grave nightmare creature werewolf
    possess coffin crypt ghoul evil dread undead claw shriek tomb`,
  ),
  lexicon(
    'genre',
    'romance',
    `
    love kiss heart passion lover romance marry marriage wedding bride groom embrace beloved tender desire jealous
    engagement proposal sweetheart caress blush courtship affection flirt`,
  ),
  lexicon(
    'genre',
    'historical',
    `
    king queen lord lady duke empire century carriage soldier castle sword throne peasant noble servant cavalry regiment
    musket parliament colonial medieval monarch court knight ancient war emperor tsar manor`,
  ),
  lexicon(
    'genre',
    'adventure',
    `
    treasure expedition jungle voyage journey explorer map island pirate captain rope cave mountain river danger rescue
    escape wilderness compass sail trek camp raft desert adventure storm ship cliff lantern`,
  ),
  lexicon(
    'genre',
    'sea story',
    `
    sea ship sailor captain harbor harbour lighthouse wave tide storm sail boat mast deck anchor ocean fisherman shore
    reef crew cargo gull fog rock lamp beacon net coast bay wreck shipwreck foghorn keeper whale`,
  ),
  lexicon(
    'genre',
    'western',
    `
    cowboy sheriff saloon ranch horse outlaw gunslinger cattle saddle frontier deputy posse prairie holster stagecoach
    rustler revolver marshal bandit`,
  ),
  lexicon(
    'genre',
    'war',
    `
    war soldier battle army trench general bomb rifle officer enemy regiment artillery troop tank lieutenant sergeant
    battalion ceasefire barracks frontline wound platoon grenade`,
  ),
  lexicon(
    'genre',
    'fairy tale',
    `
    princess prince fairy witch castle wolf forest king queen dwarf wish spell giant stepmother kingdom enchanted
    woodcutter godmother crown beast cottage spinning once`,
  ),
  lexicon(
    'genre',
    "children's",
    `
    bear rabbit bunny teddy toy playground puppy kitten mouse duck school teacher birthday balloon mummy daddy grandma
    grandpa cuddle bedtime fox owl squirrel hedgehog picnic`,
  ),
  lexicon(
    'genre',
    'biography',
    `
    born childhood career biography memoir education university marriage politician campaign interview award fame
    biographer autobiography reputation legacy youth graduate founder`,
  ),
  lexicon(
    'genre',
    'history',
    `
    century empire revolution war treaty dynasty historian ancient civilization parliament republic emperor archive
    medieval colony conquest constitution industrial slavery reign`,
  ),
  lexicon(
    'genre',
    'science',
    `
    experiment theory hypothesis scientist physics biology chemistry molecule atom evolution gene cell species universe
    particle energy gravity laboratory research researcher data measurement brain neuron bacteria quantum`,
  ),
  lexicon(
    'genre',
    'business',
    `
    company market customer profit manager business investor revenue strategy leadership startup brand employee
    entrepreneur sales product executive investment growth competitor marketing stock productivity`,
  ),
  lexicon(
    'genre',
    'self-help',
    `
    habit goal mindset success motivation self confidence anxiety mindfulness meditation gratitude routine discipline
    procrastination happiness self-esteem coach focus emotion wellbeing practice`,
  ),
  lexicon(
    'genre',
    'philosophy',
    `
    philosophy philosopher truth ethics morality reason virtue knowledge existence consciousness metaphysics logic
    argument soul free stoic wisdom justice being`,
  ),
  lexicon(
    'genre',
    'religion',
    `
    god prayer church faith bible jesus lord holy priest gospel sin salvation prophet scripture temple angel heaven
    bless sermon spirit monk pray disciple psalm`,
  ),
  lexicon(
    'genre',
    'humour',
    `
    joke funny ridiculous absurd silly prank clown giggle comedy hilarious nonsense embarrassing awkward grin chuckle
    sarcastic blunder mischief pratfall`,
  ),
]
