/** `chapterwise/adapters/redis`; needs the package ioredis. */
export { createRedisProviderPlaces } from './provider-places.ts'
export { createRedisQueue, type RedisQueueOptions } from './queue.ts'
export { createRedisRateLimiter, type RedisRateLimiterOptions } from './rate-limiter.ts'
