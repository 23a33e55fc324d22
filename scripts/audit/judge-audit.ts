/** A vulnerability that was looked at and does not concern this project. */
export interface AuditException {
  /** e.g. `GHSA-xxxx-xxxx-xxxx` */
  readonly advisory: string
  readonly reason: string
  /** ISO 8601 day; from then on it counts again. */
  readonly until: string
}

export interface AuditVerdict {
  readonly failures: readonly string[]
  /** What is worth saying and fails nothing. */
  readonly notes: readonly string[]
}

interface Advisory {
  readonly title: string
  readonly url: string
  readonly severity: string
}

interface Vulnerability {
  readonly name: string
  readonly severity: string
  /** Names stand for vulnerabilities of other packages, which are listed themselves. */
  readonly via: readonly (string | Advisory)[]
}

const GRAVE: ReadonlySet<string> = new Set(['high', 'critical'])

/** Reads what `npm audit --json` printed, with whatever npm wrote around it. */
export function judgeAudit(output: string, exceptions: readonly AuditException[], now: Date): AuditVerdict {
  const report = parse(output)
  const vulnerabilities = report?.vulnerabilities
  if (vulnerabilities === undefined) {
    return { failures: [], notes: [`not audited: ${report?.message ?? 'the registry gave no answer'}`] }
  }
  const expired = exceptions.filter(({ until }) => now >= new Date(until))
  const excused = new Set(exceptions.filter((one) => !expired.includes(one)).map(({ advisory }) => advisory))
  const found = Object.values(vulnerabilities).flatMap(({ name, via }) =>
    via
      .filter((one): one is Advisory => typeof one !== 'string' && GRAVE.has(one.severity))
      .map((one) => ({ ...one, name, advisory: one.url.slice(one.url.lastIndexOf('/') + 1) })),
  )
  const failures = found
    .filter(({ advisory }) => !excused.has(advisory))
    .map(({ name, severity, title, url }) => `${name}: ${severity}: ${title} (${url})`)
  const known = new Set(found.map(({ advisory }) => advisory))
  return {
    failures: [
      ...failures,
      ...expired.map(
        ({ advisory, until }) =>
          `audit-exceptions.json: ${advisory} was excused until ${until}; look at it again`,
      ),
    ],
    notes: exceptions
      .filter(({ advisory }) => !known.has(advisory))
      .map(({ advisory }) => `audit-exceptions.json: ${advisory} is not reported any more; remove it`),
  }
}

function parse(
  output: string,
): { readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>; readonly message?: string } | null {
  const start = output.search(/^\{/m)
  const end = output.lastIndexOf('}')
  if (start === -1 || end < start) return null
  try {
    return JSON.parse(output.slice(start, end + 1))
  } catch {
    return null
  }
}
