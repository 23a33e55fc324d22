/**
 * Word vectors share a mean and a few directions that say how frequent a word is, not what it means; without them
 * texts on different topics stop looking alike (Mu, Viswanath: All-but-the-Top, ICLR 2018).
 */
const DIRECTIONS = 2
const POWER_ROUNDS = 30

/** Learns from rows of `dimensions` numbers; answers what takes the common part out of a vector, in place. */
export function removeCommonDirections(
  rows: Float32Array,
  dimensions: number,
): (vector: Float32Array) => void {
  const count = rows.length / dimensions
  const mean = new Float64Array(dimensions)
  for (let index = 0; index < rows.length; index += 1) {
    mean[index % dimensions] = (mean[index % dimensions] ?? 0) + (rows[index] ?? 0) / count
  }
  const covariance = covarianceOf(rows, mean, dimensions)
  const directions: Float64Array[] = []
  for (let found = 0; found < DIRECTIONS && found < dimensions; found += 1) {
    directions.push(leadingDirection(covariance, dimensions, directions))
  }
  return (vector) => {
    for (let index = 0; index < dimensions; index += 1)
      vector[index] = (vector[index] ?? 0) - (mean[index] ?? 0)
    for (const direction of directions) {
      const share = dot(vector, direction)
      for (let index = 0; index < dimensions; index += 1) {
        vector[index] = (vector[index] ?? 0) - share * (direction[index] ?? 0)
      }
    }
  }
}

function covarianceOf(rows: Float32Array, mean: Float64Array, dimensions: number): Float64Array {
  const covariance = new Float64Array(dimensions * dimensions)
  const centred = new Float64Array(dimensions)
  for (let start = 0; start < rows.length; start += dimensions) {
    for (let index = 0; index < dimensions; index += 1) {
      centred[index] = (rows[start + index] ?? 0) - (mean[index] ?? 0)
    }
    for (let row = 0; row < dimensions; row += 1) {
      const value = centred[row] ?? 0
      for (let column = 0; column < dimensions; column += 1) {
        const at = row * dimensions + column
        covariance[at] = (covariance[at] ?? 0) + value * (centred[column] ?? 0)
      }
    }
  }
  return covariance
}

/** Power iteration, kept at right angles to the directions already found. */
function leadingDirection(
  covariance: Float64Array,
  dimensions: number,
  found: readonly Float64Array[],
): Float64Array {
  let direction = Float64Array.from({ length: dimensions }, (_, index) => 1 + (index % 7) / 7)
  for (let round = 0; round < POWER_ROUNDS; round += 1) {
    const next = new Float64Array(dimensions)
    for (let row = 0; row < dimensions; row += 1) {
      next[row] = dot(covariance.subarray(row * dimensions, (row + 1) * dimensions), direction)
    }
    for (const earlier of found) {
      const share = dot(next, earlier)
      for (let index = 0; index < dimensions; index += 1)
        next[index] = (next[index] ?? 0) - share * (earlier[index] ?? 0)
    }
    const length = Math.sqrt(dot(next, next))
    if (length === 0) return next
    direction = next.map((value) => value / length)
  }
  return direction
}

function dot(left: Float32Array | Float64Array, right: Float64Array): number {
  let sum = 0
  for (let index = 0; index < right.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0)
  return sum
}
