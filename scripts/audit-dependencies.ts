/**
 * Known vulnerabilities of what ships: `npm audit` of the production dependencies, failing for high and critical ones. Those
 * that do not concern us stand in `audit-exceptions.json`, each with its reason and the day on which it must be looked at
 * again. A registry that can't be reached, or offers no audit, is said and is no failure: the next run elsewhere tells.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { judgeAudit } from './audit/judge-audit.ts'
import { runProcess } from './run-process.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TIMEOUT_SECONDS = 20

const exceptions = JSON.parse(await readFile(join(ROOT, 'audit-exceptions.json'), 'utf8'))
const { output } = await runProcess(
  ['npm', 'audit', '--omit=dev', '--json', '--fetch-retries=0', `--fetch-timeout=${TIMEOUT_SECONDS * 1000}`],
  { cwd: ROOT },
)
const { failures, notes } = judgeAudit(output, exceptions, new Date())
for (const line of [...notes, ...failures]) console.log(line)
process.exitCode = failures.length === 0 ? 0 : 1
