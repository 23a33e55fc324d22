import { v7 } from 'uuid'
import type { Ids } from '../../ports/ids.ts'

/** Rising within this process even when the clock stands still or steps back. */
export const uuidV7Ids: Ids = { next: () => v7() }
