/** npm packages that are installed only where their adapter is used. */
type OptionalPackage = '@google/generative-ai' | '@supabase/supabase-js' | 'ioredis' | 'revai-node-sdk'

/** Loads an adapter together with the package that it needs; says which one to install for what when it is missing. */
export async function loadAdapter<Module>(
  packageName: OptionalPackage,
  wantedBy: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    if (!isMissing(cause, packageName)) throw cause
    throw new Error(`${wantedBy} needs the package ${packageName}: npm install ${packageName}`, { cause })
  }
}

const MISSING_CODES: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])

/** Of Node and of Bun; both name the package as it was imported. */
const isMissing = (error: unknown, packageName: string): boolean =>
  error instanceof Error &&
  'code' in error &&
  MISSING_CODES.has(error.code) &&
  error.message.includes(`'${packageName}'`)
