/** Order of code units, as ids sort in the database. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
