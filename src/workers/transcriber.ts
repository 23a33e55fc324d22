#!/usr/bin/env node
/** A process that runs transcriptions: the same as `chapterwise transcriber`. */
import { runCommandLine } from '../cli/run-command-line.ts'

await runCommandLine(['transcriber'])
