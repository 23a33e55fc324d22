/** `chapterwise/adapters/system`: what other adapters take of the machine they run on. */
export { systemClock } from './clock.ts'
export { uuidV7Ids } from './ids.ts'
export { createPinoLogger, type LogLevel, silentLogger } from './logger.ts'
