/** Puts the marker back that was taken for one who had gone meanwhile. */
export const MARK = `
mark()
`
