const REST = 'other'

/** Values that others choose (models, error codes) are kept up to so many; the rest counts as `other`. */
export function boundedLabel(maxValues: number): (value: string | null) => string {
  const known = new Set<string>()
  return (value) => {
    if (value === null || value === '') return 'unknown'
    if (known.has(value)) return value
    if (known.size >= maxValues) return REST
    known.add(value)
    return value
  }
}
