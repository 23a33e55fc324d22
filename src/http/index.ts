/** `chapterwise/http`: the API alone, for those who put the ports together themselves. */
export { createHttpApp } from './app.ts'
export type { TokenRefusal, TokenVerifier } from './auth.ts'
export type { HttpDeps, HttpEnv, ReadinessCheck } from './deps.ts'
export { createMetrics, type Metrics } from './metrics/metrics.ts'
export { type HttpServer, type HttpServerOptions, startHttpServer } from './serve.ts'
export type { SupabaseTokenOptions } from './tokens/supabase-tokens.ts'
export { createTokenVerifier, type TokenVerifierOptions } from './tokens/token-verifier.ts'
