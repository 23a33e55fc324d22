import { describe, expect, test } from 'bun:test'
import { CommanderError } from 'commander'
import { createProgram, type Invocation } from '../../src/cli/program.ts'

const parse = async (...args: readonly string[]): Promise<Invocation | undefined> => {
  let invocation: Invocation | undefined
  const program = createProgram('1.2.3', async (parsed) => {
    invocation = parsed
  })
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} })
  }
  await program.parseAsync([...args], { from: 'user' })
  return invocation
}

const refusal = async (...args: readonly string[]): Promise<unknown> =>
  parse(...args).then(
    () => null,
    (error: unknown) => (error instanceof CommanderError ? error.code : error),
  )

describe('the command line', () => {
  test('ingest with everything', async () => {
    const invocation = await parse(
      ...[
        'ingest',
        'a.mp3',
        'b.mp3',
        '--title',
        'T',
        '--author',
        'A',
        '--narrator',
        'N',
        '--language',
        'en-GB',
      ],
      ...[
        '--public',
        '--priority',
        '9',
        '--no-wait',
        '--json',
        '--url',
        'http://x',
        '--token',
        't',
        '--no-embedded',
      ],
    )
    expect(invocation).toEqual({
      command: 'ingest',
      paths: ['a.mp3', 'b.mp3'],
      options: {
        title: 'T',
        author: 'A',
        narrator: 'N',
        language: 'en-GB',
        public: true,
        priority: 9,
        wait: false,
        json: true,
        url: 'http://x',
        token: 't',
        embedded: false,
      },
    })
  })

  test('ingest waits and may embed unless told otherwise', async () => {
    expect(await parse('ingest', 'a.mp3')).toMatchObject({ options: { wait: true, embedded: true } })
  })

  test('search', async () => {
    expect(await parse('search', 'a lamp', '--mode', 'lexical', '--limit', '3', '--book', 'B')).toEqual({
      command: 'search',
      query: 'a lamp',
      options: { mode: 'lexical', limit: 3, book: 'B', embedded: true },
    })
  })

  test('export', async () => {
    expect(await parse('export', 'B', '--format', 'srt', '--chapter', '2', '--output', 'b.srt')).toEqual({
      command: 'export',
      book: 'B',
      options: { format: 'srt', chapter: 2, output: 'b.srt', embedded: true },
    })
  })

  test('the roles of separate processes', async () => {
    expect(await parse('api', '--host', '::1')).toEqual({ command: 'api', options: { host: '::1' } })
    expect(await parse('transcriber')).toEqual({ command: 'transcriber' })
    expect(await parse('worker')).toEqual({ command: 'worker' })
  })

  test('serve and doctor', async () => {
    expect(await parse('serve', '--port', '0')).toEqual({ command: 'serve', options: { port: 0 } })
    expect(await parse('doctor', '--json')).toEqual({ command: 'doctor', options: { json: true } })
  })

  test.each([
    [['ingest'], 'commander.missingArgument'],
    [['ingest', 'a.mp3', '--priority', '10'], 'commander.invalidArgument'],
    [['search', 'a', '--mode', 'magic'], 'commander.invalidArgument'],
    [['search', 'a', '--limit', '0'], 'commander.invalidArgument'],
    [['serve', '--port', '65536'], 'commander.invalidArgument'],
    [['export', 'b', '--format', 'pdf'], 'commander.invalidArgument'],
    [['sing'], 'commander.unknownCommand'],
    [['--version'], 'commander.version'],
  ])('%p', async (args, code) => {
    expect(await refusal(...args)).toBe(code)
  })
})
