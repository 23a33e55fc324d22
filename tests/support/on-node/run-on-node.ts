import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { nodeBinary } from '../node-binary.ts'

export interface NodeRun {
  readonly passed: number
  readonly failed: number
  /** What it wrote when something failed. */
  readonly complaints: string
}

const TIMEOUT_MS = 120_000

/** Runs a suite that Bun runs too, on the Node that the project installs. */
export function runOnNode(suite: URL): Promise<NodeRun> {
  const args = ['--no-warnings', '--import', fileURLToPath(new URL('./register.ts', import.meta.url))]
  return new Promise((resolve) => {
    execFile(
      nodeBinary(),
      [...args, '--test-reporter=tap', fileURLToPath(suite)],
      { timeout: TIMEOUT_MS },
      (_error, stdout, stderr) => {
        const output = `${stdout}${stderr}`
        const count = (what: string) =>
          Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(output)?.[1] ?? Number.NaN)
        const failed = count('fail')
        resolve({ passed: count('pass'), failed, complaints: failed === 0 ? '' : output })
      },
    )
  })
}
