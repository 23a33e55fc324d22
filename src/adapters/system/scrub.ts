const CENSOR = '[redacted]'
/** Shorter ones would take words of the language out of the log. */
const MIN_SECRET_LENGTH = 6

/** What gives a right to whoever reads it, wherever it stands: tokens in headers, signatures and keys in addresses, passwords of URLs. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w\-.~+/=]{6,}/gi, `$1 ${CENSOR}`],
  [
    /([?&](?:token|key|api_key|apikey|signature|sig|x-amz-[a-z-]+|x-goog-[a-z-]+)=)[^&\s"'\\<>]+/gi,
    `$1${CENSOR}`,
  ],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g, CENSOR],
  [/\b(sk-|sb_secret_|AIza)[\w-]{6,}/g, `$1${CENSOR}`],
  [/(\b[a-z][a-z+]*:\/\/[^\s:/@"]*:)[^\s@/"]+@/gi, `$1${CENSOR}@`],
]

/** Takes the given secrets, and what looks like one, out of a line. */
export function createScrub(secrets: readonly string[]): (line: string) => string {
  // As JSON has them: the line is JSON.
  const known = secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .toSorted((left, right) => right.length - left.length)
  return (line) => {
    let clean = line
    for (const secret of known) if (clean.includes(secret)) clean = clean.replaceAll(secret, CENSOR)
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement)
    return clean
  }
}
