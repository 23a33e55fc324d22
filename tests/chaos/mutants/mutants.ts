import { DATABASE_MUTANTS } from './database-mutants.ts'
import { DOMAIN_MUTANTS } from './domain-mutants.ts'
import type { Mutant } from './mutant.ts'
import { QUEUE_MUTANTS } from './queue-mutants.ts'
import { WORKER_MUTANTS } from './worker-mutants.ts'

/** Every guard that keeps work from being lost or done twice. */
export const MUTANTS: readonly Mutant[] = [
  ...DATABASE_MUTANTS,
  ...DOMAIN_MUTANTS,
  ...QUEUE_MUTANTS,
  ...WORKER_MUTANTS,
]
