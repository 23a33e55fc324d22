const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** The order in which people number files: `2 End.mp3` comes before `10 Start.mp3`. */
export const compareNaturally = (left: string, right: string): number =>
  collator.compare(left, right) || (left < right ? -1 : left > right ? 1 : 0)
