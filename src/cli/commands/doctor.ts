import type { Result } from 'neverthrow'
import type { Config, ConfigIssue } from '../../config.ts'
import { type DoctorReport, inspectSystem } from '../doctor/report.ts'
import { EXIT } from '../failure.ts'
import { formatBytes } from '../format.ts'
import type { Terminal, TerminalStream } from '../terminal.ts'

/** The longest name of a variable. */
const LABEL_COLUMNS = 33

const heading = (out: TerminalStream, text: string): void => out.line(`\n${out.style('bold', text)}`)
const row = (out: TerminalStream, label: string, value: string): void =>
  out.line(`  ${label.padEnd(LABEL_COLUMNS)} ${value}`)
const verdict = (out: TerminalStream, ok: boolean): string =>
  ok ? out.style('green', 'ok') : out.style('red', 'FAILED')

const showConfiguration = (out: TerminalStream, report: DoctorReport): void => {
  heading(out, 'Configuration')
  for (const { variable, message } of report.configurationIssues) {
    row(out, variable, `${out.style('red', 'wrong:')} ${message}`)
  }
  for (const { variable, value, isDefault } of report.settings) {
    row(out, variable, isDefault ? out.style('dim', `${value} (default)`) : value)
  }
}

const showPrograms = (out: TerminalStream, { programs }: DoctorReport): void => {
  heading(out, 'Programs')
  for (const { name, version, usedFor, install } of programs) {
    row(out, name, version ?? `${out.style('yellow', 'not installed')}; for ${usedFor}`)
    if (version === null) for (const command of install) row(out, '', command)
  }
}

const showMachine = (out: TerminalStream, { dataDirectory, runningServer }: DoctorReport): void => {
  if (dataDirectory === null) return
  const free = dataDirectory.freeBytes
  heading(out, 'Data directory')
  row(out, 'path', dataDirectory.path)
  row(out, 'free', free === null ? out.style('red', 'can not be written') : formatBytes(free))
  row(out, 'used by', runningServer === null ? 'nobody' : `the server at ${runningServer}`)
}

/** For people; `--json` prints the same as JSON. */
export const showReport = (out: TerminalStream, report: DoctorReport): void => {
  out.line(`${out.style('bold', `chapterwise ${report.version}`)} on ${report.runtime}`)
  showConfiguration(out, report)
  if (report.adapters.length > 0) heading(out, 'Adapters')
  for (const { port, adapter, reason } of report.adapters) row(out, port, `${adapter} (${reason})`)
  showPrograms(out, report)
  showMachine(out, report)
  if (report.checks.length > 0) heading(out, 'Checks')
  for (const { name, ok, detail } of report.checks) {
    row(out, name, `${verdict(out, ok)}${detail === undefined ? '' : `  ${detail}`}`)
  }
  out.line(report.canRunJobs ? '\nJobs can run.' : `\n${out.style('red', "Jobs can't run.")}`)
}

/** `chapterwise doctor`; answers the exit code: 1 when jobs can't run. */
export const doctor = async (
  configuration: Result<Config, readonly ConfigIssue[]>,
  { out }: Terminal,
  signal: AbortSignal,
  options: { readonly json?: boolean },
): Promise<number> => {
  const report = await inspectSystem(configuration, signal)
  if (options.json === true) out.line(JSON.stringify(report, null, 2))
  else showReport(out, report)
  return report.canRunJobs ? EXIT.done : EXIT.failed
}
