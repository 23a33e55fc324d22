import type { Config } from '../config.ts'

/** Every value of the configuration that must not be read by those who read the log. */
export const secretsOf = (config: Config): readonly string[] =>
  [
    ...config.ADMIN_TOKENS,
    config.WORKER_TOKEN,
    config.SUPABASE_JWT_SECRET,
    config.SUPABASE_SECRET_KEY,
    config.SUPABASE_SERVICE_ROLE_KEY,
    config.REV_AI_API_KEY,
    config.REV_AI_WEBHOOK_SECRET,
    config.GEMINI_API_KEY,
    config.OPENAI_API_KEY,
    passwordOf(config.DATABASE_URL),
    passwordOf(config.REDIS_URL),
  ].filter((secret) => secret !== undefined && secret !== '') as readonly string[]

function passwordOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined
  return decodeURIComponent(new URL(url).password)
}
