/** Words that every story and every reading aloud is full of: true of a text, but never about it. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set(
  `
  chapter part book story section prologue epilogue introduction audiobook recording narrator narration author reader
  thing something anything nothing everything stuff lot bit kind sort way manner case fact matter reason point
  time moment minute hour day night morning evening afternoon week month year today tomorrow yesterday while
  man woman person people boy girl guy someone somebody anyone anybody everyone everybody nobody one other self
  hand finger arm foot leg head face eye ear mouth lip nose hair neck shoulder back body skin voice
  side end top bottom middle front rest place spot part piece half number amount row line edge corner
  word name question answer talk look glance nod smile sigh laugh breath step turn move walk
  door window floor wall table chair room house home street road ground
  say tell ask reply answer speak talk whisper shout cry call think know feel see look hear watch seem appear
  come go get give take make put let keep leave hold bring turn stand sit lie walk run move stop start begin
  want need like try use find become happen mean show live work wait stay
  good bad big small little large great long short new old young first last next same different many few much more
  right left sure able own whole full true real only just even still again always never ever soon later once
  oh ah hm hmm uh um yes yeah no okay ok please thank hello goodbye mr mrs ms dr sir madam
  first second third fourth fifth one two three four five six seven eight nine ten hundred thousand
  inside outside upstairs downstairs somewhere anywhere everywhere nowhere
  '
  `
    .trim()
    .split(/\s+/),
)
