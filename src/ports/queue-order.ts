/**
 * What one level of priority is worth among the jobs of one owner: a job of priority p goes before one of priority 0 that
 * became due up to p hours before it. So a waiting job overtakes in the end whatever arrives, and nothing starves.
 */
export const PRIORITY_WEIGHT_MS = 3_600_000

/** Ready ids of one owner are handed out lowest score first, equal scores in the order of their ids. */
export const readyScore = (dueMs: number, priority: number): number => dueMs - priority * PRIORITY_WEIGHT_MS

/*
 * Between owners a clock counts, one for each type of jobs, that no real time moves (start-time fair queueing: Goyal, Vin,
 * Cheng, 1996). An owner for whom something waits has a turn, a time of this clock. Whoever has the earliest goes next,
 * and then has his next turn TURN_STEPS later, counted from his last one or from the clock, whichever is later. Each level
 * of priority of the job that he would get lets him go PRIORITY_TURNS turns earlier. The clock is set to the turn that was
 * had, and goes on at least a step with each. Newcomers, and those who come back after their turn, get the clock's time.
 *
 * So a newcomer goes next, however much waits for others; and as the clock goes on, whoever waits is passed by a bounded
 * number of jobs. When nothing waits, all is forgotten.
 */

/** From one turn to the next. Newcomers pass at most about so many turns that others have waited. */
export const TURN_STEPS = 64
/** So many jobs of an owner go ahead of his turn for each level of their priority. */
export const PRIORITY_TURNS = 10

/** By how much an owner goes before his turn for a job of this priority. */
export const stepsAhead = (priority: number): number => priority * PRIORITY_TURNS * TURN_STEPS
