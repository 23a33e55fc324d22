// `npm run quickstart [-- --once]`: `chapterwise quickstart`, after what npm does not bring has been installed.
import { runCommandLine } from '../src/cli/run-command-line.ts'
import { ensureSystemPackages } from './system-packages.ts'

if (await ensureSystemPackages('quickstart')) await runCommandLine(['quickstart', ...process.argv.slice(2)])
else process.exitCode = 1
