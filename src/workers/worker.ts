#!/usr/bin/env node
/** A process that runs summaries, tags and embeddings: the same as `chapterwise worker`. */
import { runCommandLine } from '../cli/run-command-line.ts'

await runCommandLine(['worker'])
