/** `chapterwise/adapters/redis`; needs the package ioredis. */
export { createRedisQueue, type RedisQueueOptions } from './queue.ts'
export { createRedisRateLimiter, type RedisRateLimiterOptions } from './rate-limiter.ts'
