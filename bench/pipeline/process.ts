import { createInterface } from 'node:readline'
import { startBullmqRole } from './bullmq-role.ts'
import { createCountedEngines } from './engines.ts'
import { startOurRole } from './our-role.ts'
import { startPgBossRole } from './pg-boss-role.ts'
import type { Answers, Request, RunningRole, Settings } from './settings.ts'

// One process of the bench: `process.ts <settings as JSON>`. One JSON line asks, one answers.

const settings: Settings = JSON.parse(process.argv[2] ?? '')
const engines = createCountedEngines(settings.workMs)

function start(): Promise<RunningRole> {
  switch (settings.candidate) {
    case 'ours':
      return startOurRole(settings, engines)
    case 'pg-boss flow':
    case 'pg-boss handlers':
      return startPgBossRole(settings, engines)
    case 'bullmq':
      return startBullmqRole(settings, engines)
  }
}

const role = await start()

async function makeBooks(request: Extract<Request, { do: 'make_books' }>): Promise<Answers['make_books']> {
  const left = [...request.uploadIds]
  const makeInTurn = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) await role.makeBook(id, request.title)
  }
  await Promise.all(Array.from({ length: request.concurrency }, makeInTurn))
  return {}
}

const answer = async (request: Request): Promise<Answers[Request['do']]> =>
  request.do === 'make_books' ? await makeBooks(request) : engines.calls()

process.stdout.write('ready\n')
for await (const line of createInterface(process.stdin)) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`)
}
await role.close()
process.exit(0)
