import { seededRandom } from '../support/seeded-random.ts'

/** Choices that one seed decides. */
export interface Dice {
  /** In [least, most). */
  between(least: number, most: number): number
  /** In 0 … count - 1. */
  index(count: number): number
  pick<T>(choices: readonly [T, ...T[]]): T
  /** As often as the weights say. */
  pickWeighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T
}

export function createDice(seed: number): Dice {
  const random = seededRandom(seed)
  const index = (count: number) => Math.floor(random() * count)
  return {
    between: (least, most) => least + random() * (most - least),
    index,
    pick: (choices) => choices[index(choices.length)] ?? choices[0],
    pickWeighted(choices) {
      let left = random() * choices.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, choice] of choices) {
        left -= weight
        if (left < 0) return choice
      }
      throw new Error('there is nothing to choose from')
    },
  }
}
